package graft.layers.initializer;

import graft.api.DType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.Randoms;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code gain} on the diagonal and 0 elsewhere, for a parameter of two axes, square or not. As
 * Keras' Identity. For recurrent kernels: Le, Jaitly, Hinton 2015, arXiv 1504.00941.
 */
@Component
@InitializerType("identity")
@Doc(
    value = "the identity matrix times gain",
    formula = "gain where row = column, else 0",
    shapes = "(rows, columns)",
    source = "as Keras' Identity")
public final class Identity implements Initializer<Identity.Config> {
  public record Config(@Default("1") double gain) {}

  @Override
  public Tensor apply(Config c, TensorType type, Randoms random) {
    if (type.shape().rank() != 2) {
      throw new ShapeException("identity needs two axes, got " + type.shape(), "take orthogonal");
    }
    return eye(type).multiply(c.gain());
  }

  /** 1 on the diagonal. */
  public static Tensor eye(TensorType type) {
    Tensor rows = Tensor.iota(DType.I32, type.shape(), 0);
    return rows.equal(Tensor.iota(DType.I32, type.shape(), 1)).cast(type.dtype());
  }
}
