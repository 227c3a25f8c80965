package graft.accel.cpu.op;

import graft.accel.cpu.work.Work;
import graft.api.DataException;
import graft.api.Op;
import java.util.Arrays;
import java.util.List;

/** Gather and ScatterAdd on any dtype: rows (outer, n, inner) and indices (count). */
final class Indexing {
  private static final int CHUNK = 16_384;
  private static final int PIECE = 64;

  private Indexing() {}

  static List<Work> gather(Op.Gather op, Operands o) {
    int[] table = o.sizes(0);
    int[] shape = o.sizes(1);
    int n = table[op.axis()];
    int outer = Strides.product(table, 0, op.axis());
    int inner = Strides.product(table, op.axis() + 1, table.length);
    int count = Strides.size(shape);
    int rowsOfTask = Math.max(1, CHUNK / Math.max(1, inner));
    int rows = inner == 0 ? 0 : outer * count;
    Work copy =
        Task.of(
            (rows + rowsOfTask - 1) / rowsOfTask,
            (from, to, lane) -> {
              Object x = o.array(0);
              Object indices = o.array(1);
              for (int r = from * rowsOfTask; r < Math.min(rows, to * rowsOfTask); r++) {
                int index = (int) Cells.integer(indices, o.offset(1) + r % count);
                int at = o.offset(0) + (r / count * n + index) * inner;
                System.arraycopy(x, at, o.result(), o.resultOffset() + r * inner, inner);
              }
            });
    return List.of(check(op, o, shape, n), copy);
  }

  static List<Work> scatterAdd(Op.ScatterAdd op, Operands o) {
    int[] table = o.sizes(0);
    int[] shape = o.sizes(1);
    int n = table[op.axis()];
    int outer = Strides.product(table, 0, op.axis());
    int inner = Strides.product(table, op.axis() + 1, table.length);
    int count = Strides.size(shape);
    int pieces = (inner + PIECE - 1) / PIECE;
    Work add =
        Task.of(
            outer * pieces,
            (from, to, lane) -> {
              Object indices = o.array(1);
              for (int task = from; task < to; task++) {
                int first = task % pieces * PIECE;
                int width = Math.min(PIECE, inner - first);
                for (int i = 0; i < count; i++) {
                  int index = (int) Cells.integer(indices, o.offset(1) + i);
                  int group = task / pieces;
                  int y = o.resultOffset() + (group * n + index) * inner + first;
                  int x = o.offset(2) + (group * count + i) * inner + first;
                  add(o.array(2), x, o.result(), y, width);
                }
              }
            });
    return List.of(check(op, o, shape, n), o.copy(0), add);
  }

  private static void add(Object x, int xo, Object y, int yo, int count) {
    if (x instanceof float[] a) {
      float[] b = (float[]) y;
      for (int i = 0; i < count; i++) {
        b[yo + i] += a[xo + i];
      }
    } else if (x instanceof double[] a) {
      double[] b = (double[]) y;
      for (int i = 0; i < count; i++) {
        b[yo + i] += a[xo + i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        Cells.set(y, yo + i, Cells.integer(y, yo + i) + Cells.integer(x, xo + i));
      }
    }
  }

  /** All indices are looked at before the first row is read or written. */
  private static Work check(Op op, Operands o, int[] shape, int n) {
    int count = Strides.size(shape);
    return Task.of(
        count == 0 ? 0 : 1,
        (from, to, lane) -> {
          Object indices = o.array(1);
          for (int i = 0; i < count; i++) {
            long index = Cells.integer(indices, o.offset(1) + i);
            if (index < 0 || index >= n) {
              throw fault(op, o.origin(), index, n, i, shape);
            }
          }
        });
  }

  private static DataException fault(
      Op op, String origin, long index, int n, int position, int[] shape) {
    int[] at = new int[shape.length];
    int rest = position;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      at[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    String place = at.length == 0 ? "" : ", at " + Arrays.toString(at) + " (example " + at[0] + ")";
    return new DataException(
        origin.isEmpty() ? "" : "layer '" + origin + "'",
        op.name() + ": index " + index + " is outside of the allowed 0 to " + (n - 1) + place,
        "check the data, or the size of the table");
  }
}
