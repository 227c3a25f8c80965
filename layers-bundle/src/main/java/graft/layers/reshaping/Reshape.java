package graft.layers.reshaping;

import graft.api.ConfigException;
import graft.api.Dim;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Tensor;
import java.util.Collections;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * The elements of each example in another shape, in the same (row-major) order. x (batch, …) → y
 * (batch, target_shape…); one size may be -1 and follows from the others. As Keras' Reshape.
 */
@Component
@LayerType("reshape")
@Doc(
    value = "the elements of each example in another shape",
    formula = "y = x, row by row",
    shapes = "x (batch, …) → y (batch, target_shape…)",
    source = "as Keras' Reshape")
public final class Reshape implements Layer<Reshape.Config> {
  public record Config(
      @Range(min = -1) @Doc("sizes without the batch; one may be -1: what is left")
          List<Integer> targetShape) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    List<Integer> target = c.targetShape();
    if (target.contains(0) || Collections.frequency(target, -1) > 1) {
      throw new ConfigException(
          "target_shape: expected sizes above 0 with at most one -1, got " + target, "");
    }
    Dim elements = x.shape().part(1, x.rank()).elements();
    long known =
        target.stream().filter(n -> n > 0).mapToLong(n -> n).reduce(1, Math::multiplyExact);
    Shape shape = x.shape().part(0, 1);
    for (int size : target) {
      shape = shape.append(size > 0 ? Dim.of(size) : elements.floorDiv(known));
    }
    return x.reshape(shape);
  }
}
