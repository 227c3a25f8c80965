package graft.layers.initializer;

import graft.api.DType;
import graft.api.Default;
import graft.api.Dim;
import graft.api.Doc;
import graft.api.Graph;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.Op;
import graft.api.Randoms;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * {@code gain·Q}, Q orthonormal: the kernel (…, out) is a matrix (rows, out), and the shorter of
 * its sides has vectors of length gain at right angles to each other. Saxe, McClelland, Ganguli
 * 2013, arXiv 1312.6120.
 *
 * <p>Keras takes Q of the QR factorisation of a normal matrix, with signs that make the diagonal of
 * R positive. Gram and Schmidt's method gives just that Q. It takes one vector after the other, in
 * a scan; each is freed twice of its part along those before (Giraud, Langou, Rozložník 2005:
 * "twice is enough"), since once loses orthogonality in f32. Cost 6·n²·m for n vectors of length m.
 */
@Component
@InitializerType("orthogonal")
@Doc(
    value = "an orthogonal matrix, for recurrent kernels",
    formula = "gain·Q of the QR factorisation of a normal matrix, diagonal of R > 0",
    shapes = "(…, out), taken as a matrix (rows, out)",
    source = "Saxe, McClelland, Ganguli 2013, arXiv 1312.6120; as Keras' Orthogonal")
public final class Orthogonal implements Initializer<Orthogonal.Config> {
  public record Config(@Default("1") @Doc("length of the vectors") double gain) {}

  @Override
  public Tensor apply(Config c, TensorType type, Randoms random) {
    if (type.shape().rank() < 2) {
      throw new ShapeException(
          "orthogonal needs two axes or more, got " + type.shape(), "take random_normal");
    }
    int columns = type.shape().last();
    int rows = type.shape().part(0, type.shape().rank() - 1).elements().size();
    int n = Math.min(rows, columns);
    Tensor normal =
        random.normal(new TensorType(type.dtype(), Shape.of(n, Math.max(rows, columns))));
    Tensor q = orthonormal(normal).multiply(c.gain());
    return (rows <= columns ? q : q.transpose(1, 0)).reshape(type.shape());
  }

  /** The rows of (n, m), n ≤ m, made orthonormal one after the other. */
  private static Tensor orthonormal(Tensor rows) {
    TensorType done = rows.type();
    Shape axes = Shape.of(rows.shape().size(0), rows.shape().size(0));
    Tensor identity = Identity.eye(new TensorType(rows.dtype(), axes));
    Dim n = rows.shape().dim(0);
    Op scan = new Op.Scan(step(done), 1, 2, n, false);
    return Tensor.of(scan, Tensor.full(done, 0), rows, identity).part(0);
  }

  /** The rows so far, the next one, and where it goes → the rows with it. */
  private static Graph step(TensorType done) {
    Tensor q = Tensor.input("rows", done);
    Tensor row = Tensor.input("row", new TensorType(done.dtype(), done.shape().part(1, 2)));
    Tensor place = Tensor.input("place", new TensorType(done.dtype(), done.shape().part(0, 1)));
    Tensor time = Tensor.input("time", new TensorType(DType.I64, Shape.SCALAR));
    Tensor v = row.expandDims(0);
    for (int pass = 0; pass < 2; pass++) {
      Tensor along = v.matmul(q.transpose(1, 0));
      v = v.subtract(along.matmul(q));
    }
    Tensor unit = v.multiply(v.square().sum().rsqrt());
    Tensor next = q.add(place.expandDims(-1).multiply(unit));
    return new Graph(List.of(q, row, place, time), List.of(next));
  }
}
