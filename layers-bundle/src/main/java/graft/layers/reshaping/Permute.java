package graft.layers.reshaping;

import graft.api.ConfigException;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;

/**
 * Reorders the axes of each example, {@code y.axis[i] = x.axis[dims[i]]}; axes are counted from 1,
 * the batch stays. x (batch, a, b) with dims [2, 1] → y (batch, b, a). As Keras' Permute.
 */
@Component
@LayerType("permute")
@Doc(
    value = "reorders the axes of each example",
    formula = "y.axis[i] = x.axis[dims[i]]",
    shapes = "x (batch, a, b) → y (batch, b, a) for dims [2, 1]",
    source = "as Keras' Permute")
public final class Permute implements Layer<Permute.Config> {
  public record Config(
      @Range(min = 1) @Doc("each axis once, counted from 1 without the batch")
          List<Integer> dims) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    List<Integer> all = IntStream.range(1, x.rank()).boxed().toList();
    if (!c.dims().stream().sorted().toList().equals(all)) {
      throw new ConfigException(
          "dims: expected each of " + all + " once for " + x.shape() + ", got " + c.dims(), "");
    }
    int[] order = IntStream.concat(IntStream.of(0), c.dims().stream().mapToInt(i -> i)).toArray();
    Tensor y = x.transpose(order);
    int masked = scope.mask(x).map(Tensor::rank).orElse(1) - 1;
    if (!c.dims().subList(0, masked).equals(all.subList(0, masked))) {
      scope.mask(y, Optional.empty()); // its axes lie elsewhere, even where sizes agree
    }
    return y;
  }
}
