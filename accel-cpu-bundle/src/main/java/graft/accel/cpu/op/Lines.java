package graft.accel.cpu.op;

import graft.accel.cpu.kernel.Kernels;
import graft.accel.cpu.work.Work;
import graft.api.Op;
import java.util.List;

/** ArgMax, ArgSort and CumSum: what goes along the lines of one axis, (outer, n, inner). */
final class Lines {
  private static final int CHUNK = 4_096;

  /** Does one line: its first element's place in x, the distance of elements. */
  private interface Line {
    void run(Object x, int at, int stride, int line, graft.accel.cpu.work.Lane lane);
  }

  private Lines() {}

  private static List<Work> each(Operands o, int axis, Line each) {
    int[] sizes = o.sizes(0);
    int n = sizes[axis];
    int inner = Strides.product(sizes, axis + 1, sizes.length);
    int lines = Strides.product(sizes, 0, axis) * inner;
    int linesOfTask = Math.max(1, CHUNK / Math.max(1, n));
    return List.of(
        Task.of(
            (lines + linesOfTask - 1) / linesOfTask,
            (from, to, lane) -> {
              Object x = o.array(0);
              for (int i = from * linesOfTask; i < Math.min(lines, to * linesOfTask); i++) {
                int at = i / inner * inner * n + i % inner;
                each.run(x, at, inner, i, lane);
              }
            }));
  }

  static List<Work> argMax(Op.ArgMax op, Operands o, Kernels kernels) {
    int n = o.sizes(0)[op.axis()];
    return each(
        o,
        op.axis(),
        (x, at, stride, line, lane) -> {
          int first = o.offset(0) + at;
          int best = 0;
          if (x instanceof float[] floats && stride == 1) {
            best = kernels.argMax(n, floats, first, lane.scratch);
          } else {
            for (int i = 1; i < n; i++) {
              boolean better = Cells.order(x, first + i * stride, first + best * stride) > 0;
              best = better ? i : best;
            }
          }
          ((int[]) o.result())[o.resultOffset() + line] = best;
        });
  }

  static List<Work> cumSum(Op.CumSum op, Operands o) {
    int n = o.sizes(0)[op.axis()];
    return each(
        o,
        op.axis(),
        (x, at, stride, line, lane) -> {
          boolean floating = Cells.floating(x);
          double real = 0;
          long integer = 0;
          for (int i = 0; i < n; i++) {
            int j = at + (op.reverse() ? n - 1 - i : i) * stride;
            int y = o.resultOffset() + j;
            double nextReal = floating ? real + Cells.real(x, o.offset(0) + j) : 0;
            long nextInteger = floating ? 0 : integer + Cells.integer(x, o.offset(0) + j);
            if (floating) {
              Cells.set(o.result(), y, op.exclusive() ? real : nextReal);
            } else {
              Cells.set(o.result(), y, op.exclusive() ? integer : nextInteger);
            }
            real = nextReal;
            integer = nextInteger;
          }
        });
  }

  static List<Work> argSort(Op.ArgSort op, Operands o) {
    int n = o.sizes(0)[op.axis()];
    return each(
        o,
        op.axis(),
        (x, at, stride, line, lane) -> {
          int[] order = lane.ints(2 * n);
          int result = sort(x, o.offset(0) + at, stride, n, op.descending(), order);
          int[] y = (int[]) o.result();
          for (int i = 0; i < n; i++) {
            y[o.resultOffset() + at + i * stride] = order[result + i];
          }
        });
  }

  /** Merge sort from the bottom: stable, in two halves of a buffer; returns where the result is. */
  private static int sort(Object x, int first, int stride, int n, boolean descending, int[] order) {
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    int from = 0;
    for (int width = 1; width < n; width *= 2) {
      int to = n - from;
      for (int start = 0; start < n; start += 2 * width) {
        int middle = Math.min(n, start + width);
        int end = Math.min(n, start + 2 * width);
        int i = start;
        int j = middle;
        for (int k = start; k < end; k++) {
          boolean left = j >= end;
          if (i < middle && j < end) {
            int compared =
                Cells.order(x, first + order[from + i] * stride, first + order[from + j] * stride);
            left = descending ? compared >= 0 : compared <= 0;
          }
          order[to + k] = order[from + (left ? i++ : j++)];
        }
      }
      from = to;
    }
    return from;
  }
}
