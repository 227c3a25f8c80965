package graft.accel.cpu.op;

import graft.accel.cpu.kernel.Kernels;
import graft.accel.cpu.work.Work;
import graft.api.DType;
import graft.api.Op;
import java.util.List;

/** Matrix products: f32 by the kernel library, other types by plain loops. */
final class Products {
  private Products() {}

  static List<Work> matMul(Op.MatMul op, Operands o, Kernels kernels) {
    int[] sizes = o.resultSizes();
    int rank = sizes.length;
    int m = sizes[rank - 2];
    int n = sizes[rank - 1];
    int k = o.sizes(0)[op.transposeA() ? rank - 2 : rank - 1];
    int batch = Strides.product(sizes, 0, rank - 2);
    if (batch * m * n == 0) {
      return List.of();
    }
    boolean fast = o.dtype(0) == DType.F32;
    return List.of(fast ? fast(op, o, kernels, batch, m, n, k) : plain(op, o, batch, m, n, k));
  }

  private static Work fast(
      Op.MatMul op, Operands o, Kernels kernels, int batch, int m, int n, int k) {
    int each = kernels.gemmTasks(m, n, k);
    int lda = op.transposeA() ? m : k;
    int ldb = op.transposeB() ? k : n;
    return Task.coarse(
        batch * each,
        (from, to, lane) -> {
          for (int task = from; task < to; ) {
            int b = task / each;
            int end = Math.min(to, (b + 1) * each);
            kernels.gemm(
                task - b * each,
                end - b * each,
                m,
                n,
                k,
                o.floats(0),
                o.offset(0) + b * m * k,
                lda,
                op.transposeA(),
                o.floats(1),
                o.offset(1) + b * k * n,
                ldb,
                op.transposeB(),
                o.resultFloats(),
                o.resultOffset() + b * m * n,
                n,
                false,
                lane.scratch);
            task = end;
          }
        });
  }

  private static Work plain(Op.MatMul op, Operands o, int batch, int m, int n, int k) {
    int ai = op.transposeA() ? 1 : k;
    int ak = op.transposeA() ? m : 1;
    int bk = op.transposeB() ? 1 : n;
    int bj = op.transposeB() ? k : 1;
    return Task.of(
        batch * m,
        (from, to, lane) -> {
          Object a = o.array(0);
          Object b = o.array(1);
          for (int row = from; row < to; row++) {
            int first = o.offset(0) + row / m * m * k + row % m * ai;
            for (int j = 0; j < n; j++) {
              int second = o.offset(1) + row / m * k * n + j * bj;
              double real = 0;
              long integer = 0;
              for (int p = 0; p < k; p++) {
                int x = first + p * ak;
                int y = second + p * bk;
                if (a instanceof double[] doubles) {
                  real += doubles[x] * ((double[]) b)[y];
                } else {
                  integer += Cells.integer(a, x) * Cells.integer(b, y);
                }
              }
              int at = o.resultOffset() + row * n + j;
              if (a instanceof double[]) {
                Cells.set(o.result(), at, real);
              } else {
                Cells.set(o.result(), at, integer);
              }
            }
          }
        });
  }
}
