package graft.layers.merging;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * What layers make of x is added to it, {@code y = activation(shortcut(x) + layers(x))}; without a
 * shortcut, {@code shortcut(x) = x}. x (batch, …) → y as the layers make it, which is x's shape, or
 * that of the shortcut. Inner paths are the layers' names, or type and place, {@code conv2d_1}, and
 * {@code shortcut_conv2d_1}.
 *
 * <p>He et al. 2015, arXiv 1512.03385, equations 1 and 2; with the linear activation and layers
 * that normalise first, the blocks of arXiv 1603.05027.
 */
@Component
@LayerType("residual")
@Doc(
    value = "adds to x what layers make of it",
    formula = "y = activation(shortcut(x) + layers(x))",
    shapes = "x (batch, …) → y (batch, …), as of layers(x) and shortcut(x)",
    source = "He et al. 2015, arXiv 1512.03385, equations 1 and 2")
public final class Residual implements Layer<Residual.Config> {
  public record Config(
      @Doc("one after the other") List<Spec> layers,
      @Default("[]") @Doc("where the shape changes, such as a conv2d of kernel_size 1")
          List<Spec> shortcut,
      @Default("linear") @Doc("of the sum") Spec activation) {
    public Config {
      layers = List.copyOf(layers);
      shortcut = List.copyOf(shortcut);
      if (layers.isEmpty()) {
        throw new ConfigException("layers: expected at least one layer, got none", "");
      }
    }
  }

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    Set<String> names = new HashSet<>();
    Tensor straight = chain(c.shortcut(), "shortcut_", x, names, scope);
    Tensor y = chain(c.layers(), "", x, names, scope);
    if (!y.shape().equals(straight.shape())) {
      throw new ShapeException(
          "what is added must have one shape, layers give "
              + y.shape()
              + ", the shortcut "
              + straight.shape(),
          "set shortcut, such as a conv2d of kernel_size 1 with the filters and strides");
    }
    return scope.activation(c.activation(), straight.add(y));
  }

  private static Tensor chain(
      List<Spec> layers, String prefix, Tensor x, Set<String> names, Scope scope) {
    Tensor y = x;
    for (int i = 0; i < layers.size(); i++) {
      Spec layer = layers.get(i);
      String counted = prefix + layer.type() + "_" + (i + 1);
      String name = String.valueOf(layer.config().getOrDefault("name", counted));
      if (!names.add(name)) {
        throw new ConfigException("two layers are named '" + name + "'", "rename one of them");
      }
      y = scope.layer(name, layer, y);
    }
    return y;
  }
}
