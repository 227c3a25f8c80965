package graft.accel.cpu.op;

import graft.accel.cpu.kernel.Kernels;
import graft.accel.cpu.work.Work;
import graft.api.DType;
import graft.api.Op;
import java.util.ArrayList;
import java.util.List;

/** Reduce over axes that are neither the first nor the last ones. */
final class Reductions {
  private static final int CHUNK = 4_096;

  private Reductions() {}

  static List<Work> reduce(Op.Reduce op, Operands o, Kernels kernels) {
    List<Integer> axes = op.axes();
    int[] sizes = o.sizes(0);
    int first = axes.isEmpty() ? 0 : axes.get(0);
    int last = axes.isEmpty() ? 0 : axes.get(axes.size() - 1) + 1;
    boolean block = last - first == axes.size();
    boolean fast = o.dtype(0) == DType.F32 && op.reduction() != Op.Reduction.PRODUCT;
    if (block && fast) {
      return block(
          kernels,
          Kernels.Reduction.valueOf(op.reduction().name()),
          o,
          Strides.product(sizes, 0, first),
          Strides.product(sizes, first, last),
          Strides.product(sizes, last, sizes.length));
    }
    return List.of(plain(op, o, sizes));
  }

  /** x (outer, n, inner) → y (outer, inner). */
  private static List<Work> block(
      Kernels kernels, Kernels.Reduction reduction, Operands o, int outer, int n, int inner) {
    int each = Math.max(1, CHUNK / Math.max(1, n * inner));
    return List.of(
        Task.of(
            inner == 0 ? 0 : (outer + each - 1) / each,
            (from, to, lane) -> {
              for (int i = from * each; i < Math.min(outer, to * each); i++) {
                kernels.reduceColumns(
                    reduction,
                    n,
                    inner,
                    o.floats(0),
                    o.offset(0) + i * n * inner,
                    inner,
                    o.resultFloats(),
                    o.resultOffset() + i * inner);
              }
            }));
  }

  private static Work plain(Op.Reduce op, Operands o, int[] sizes) {
    int[] strides = Strides.of(sizes);
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      if (!op.axes().contains(i)) {
        kept.add(i);
      }
    }
    int[] outer = kept.stream().mapToInt(i -> sizes[i]).toArray();
    int[] outerStrides = kept.stream().mapToInt(i -> strides[i]).toArray();
    int[] inner = op.axes().stream().mapToInt(i -> sizes[i]).toArray();
    int[] innerStrides = op.axes().stream().mapToInt(i -> strides[i]).toArray();
    int count = Strides.size(outer);
    int n = Strides.size(inner);
    int each = Math.max(1, CHUNK / Math.max(1, n));
    return Task.of(
        (count + each - 1) / each,
        (from, to, lane) -> {
          for (int i = from * each; i < Math.min(count, to * each); i++) {
            int at = o.offset(0) + position(i, outer, outerStrides);
            element(op.reduction(), o.array(0), at, n, inner, innerStrides, o, i);
          }
        });
  }

  private static int position(int index, int[] sizes, int[] strides) {
    int at = 0;
    int rest = index;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      at += rest % sizes[axis] * strides[axis];
      rest /= sizes[axis];
    }
    return at;
  }

  private static void element(
      Op.Reduction reduction,
      Object x,
      int at,
      int n,
      int[] sizes,
      int[] strides,
      Operands o,
      int result) {
    int y = o.resultOffset() + result;
    if (Cells.floating(x)) {
      double value =
          switch (reduction) {
            case SUM -> 0;
            case PRODUCT -> 1;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
          };
      for (int i = 0; i < n; i++) {
        double next = Cells.real(x, at + position(i, sizes, strides));
        value =
            switch (reduction) {
              case SUM -> value + next;
              case PRODUCT -> value * next;
              case MAX -> Math.max(value, next);
              case MIN -> Math.min(value, next);
            };
      }
      Cells.set(o.result(), y, value);
    } else {
      long value = start(reduction, x);
      for (int i = 0; i < n; i++) {
        long next = Cells.integer(x, at + position(i, sizes, strides));
        value =
            switch (reduction) {
              case SUM -> value + next;
              case PRODUCT -> value * next;
              case MAX -> Math.max(value, next);
              case MIN -> Math.min(value, next);
            };
      }
      Cells.set(o.result(), y, value);
    }
  }

  private static long start(Op.Reduction reduction, Object x) {
    return switch (reduction) {
      case SUM -> 0;
      case PRODUCT -> 1;
      case MAX ->
          x instanceof boolean[] ? 0 : x instanceof int[] ? Integer.MIN_VALUE : Long.MIN_VALUE;
      case MIN ->
          x instanceof boolean[] ? 1 : x instanceof int[] ? Integer.MAX_VALUE : Long.MAX_VALUE;
    };
  }
}
