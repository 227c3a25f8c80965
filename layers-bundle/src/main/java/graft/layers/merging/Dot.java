package graft.layers.merging;

import graft.api.Block;
import graft.api.Default;
import graft.api.Dim;
import graft.api.Doc;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;

/**
 * Products of two inputs summed over an axis of each, {@code y[b, p, q] = Σₖ x₁[b, p, k]·x₂[b, q,
 * k]} for the axes (-1, -1). x₁ (batch, …), x₂ (batch, …) → y (batch, the other axes of x₁, the
 * other axes of x₂); (batch, 1) if there are none. With {@code normalize} both are divided by their
 * length along that axis first, which gives the cosine of their angle. The output has no mask.
 */
@Component
@LayerType("dot")
@Doc(
    value = "products of two inputs summed over an axis of each",
    formula = "y[b, p, q] = Σₖ x₁[b, p, k]·x₂[b, q, k]",
    shapes = "x₁ (batch, m, k), x₂ (batch, n, k) → y (batch, m, n)",
    source = "as Keras' Dot")
public final class Dot implements Block<Dot.Config> {
  public record Config(
      @Range(min = -8, max = 8) @Doc("the summed axis, or that of each input; not 0, the batch")
          List<Integer> axes,
      @Default("false") @Doc("cosine instead of product") boolean normalize) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    Merging.two(xs);
    Tensor a = prepared(xs.get(0), c, 0);
    Tensor b = prepared(xs.get(1), c, 1);
    if (!a.shape().dim(-1).equals(b.shape().dim(-1))) {
      throw new ShapeException(
          "summed axes need equal sizes, got axes " + c.axes() + " of " + xs, "set 'axes'");
    }
    Shape rows = a.shape().part(1, a.rank() - 1);
    Shape columns = b.shape().part(1, b.rank() - 1);
    Shape shape = new Shape(List.of(a.shape().dim(0))).concat(rows).concat(columns);
    Tensor y = matrices(a, rows).matmul(matrices(b, columns).transpose(0, 2, 1));
    y = y.reshape(shape.rank() == 1 ? shape.append(1) : shape);
    scope.mask(y, Optional.empty());
    return List.of(y);
  }

  /** The summed axis last; of length 1 if that is asked for. */
  private static Tensor prepared(Tensor x, Config c, int input) {
    int axis = x.shape().axis(c.axes().get(c.axes().size() == 1 ? 0 : input));
    if (axis == 0 || c.axes().size() > 2) {
      throw new ShapeException("axes are one or two, and not 0, got " + c.axes(), "");
    }
    int last = x.rank() - 1;
    int[] order =
        IntStream.range(0, x.rank()).map(i -> i < axis ? i : i == last ? axis : i + 1).toArray();
    Tensor y = axis == last ? x : x.transpose(order);
    // As Keras: a length is at least √1e-12, so that a vector of zeros stays one.
    return c.normalize() ? y.multiply(y.square().sum(-1).maximum(1e-12).rsqrt().like(y, -1)) : y;
  }

  private static Tensor matrices(Tensor x, Shape rows) {
    Dim count = rows.elements();
    return x.reshape(Shape.of(x.shape().dim(0), count, x.shape().dim(-1)));
  }
}
