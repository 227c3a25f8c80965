package graft.accel.cpu.op;

import graft.accel.cpu.work.Binding;
import graft.accel.cpu.work.Lane;
import graft.accel.cpu.work.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * y[Σ iₐ·tₐ + t] = x[Σ iₐ·sₐ + s] for all i below sizes: transposes, slices, paddings, parts of
 * concatenations, reversals, of any dtype. Axes that both sides go through in one stride are
 * merged.
 */
final class CopyWork implements Work {
  private static final int CHUNK = 16_384;

  /** What is known only when the work runs. */
  interface Shift {
    int of(Binding binding);
  }

  private final Binding binding;
  private final int source;
  private final int target;
  private final Shift sourceShift;
  private final Shift targetShift;
  private final int[] sizes;
  private final int[] from;
  private final int[] to;
  private final int inner;
  private final int rows;
  private final int rowsOfTask;

  CopyWork(
      Binding binding,
      int[] sizes,
      int source,
      int[] sourceStrides,
      Shift sourceShift,
      int target,
      int[] targetStrides,
      Shift targetShift) {
    this.binding = binding;
    this.source = source;
    this.target = target;
    this.sourceShift = sourceShift;
    this.targetShift = targetShift;
    List<int[]> axes = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] != 1) {
        int[] axis = {sizes[i], sourceStrides[i], targetStrides[i]};
        boolean first = axes.isEmpty();
        int[] last = first ? axis : axes.get(axes.size() - 1);
        if (!first && last[1] == axis[0] * axis[1] && last[2] == axis[0] * axis[2]) {
          axis[0] *= last[0];
          axes.set(axes.size() - 1, axis);
        } else {
          axes.add(axis);
        }
      }
    }
    if (axes.isEmpty()) {
      axes.add(new int[] {1, 1, 1});
    }
    this.sizes = axes.stream().mapToInt(a -> a[0]).toArray();
    from = axes.stream().mapToInt(a -> a[1]).toArray();
    to = axes.stream().mapToInt(a -> a[2]).toArray();
    inner = this.sizes[this.sizes.length - 1];
    rows = inner == 0 ? 0 : Strides.size(this.sizes) / inner;
    rowsOfTask = Math.max(1, CHUNK / Math.max(1, inner));
  }

  /** A dense copy of a whole buffer. */
  static CopyWork whole(Binding binding, int elements, int source, int target) {
    int[] one = {1};
    return new CopyWork(binding, new int[] {elements}, source, one, b -> 0, target, one, b -> 0);
  }

  @Override
  public int tasks() {
    return (rows + rowsOfTask - 1) / rowsOfTask;
  }

  @Override
  public void run(int first, int end, Lane lane) {
    Object x = binding.arrays[source];
    Object y = binding.arrays[target];
    int sourceStart = binding.offsets[source] + sourceShift.of(binding);
    int targetStart = binding.offsets[target] + targetShift.of(binding);
    int last = sizes.length - 1;
    for (int row = first * rowsOfTask; row < Math.min(rows, end * rowsOfTask); row++) {
      int s = sourceStart;
      int t = targetStart;
      int rest = row;
      for (int axis = last - 1; axis >= 0; axis--) {
        int index = rest % sizes[axis];
        rest /= sizes[axis];
        s += index * from[axis];
        t += index * to[axis];
      }
      copy(x, s, from[last], y, t, to[last]);
    }
  }

  private void copy(Object x, int s, int xs, Object y, int t, int ys) {
    if (xs == 1 && ys == 1) {
      if (x != y || s != t) {
        System.arraycopy(x, s, y, t, inner);
      }
    } else if (x instanceof float[] a) {
      float[] b = (float[]) y;
      for (int i = 0; i < inner; i++) {
        b[t + i * ys] = a[s + i * xs];
      }
    } else if (x instanceof double[] a) {
      double[] b = (double[]) y;
      for (int i = 0; i < inner; i++) {
        b[t + i * ys] = a[s + i * xs];
      }
    } else if (x instanceof int[] a) {
      int[] b = (int[]) y;
      for (int i = 0; i < inner; i++) {
        b[t + i * ys] = a[s + i * xs];
      }
    } else if (x instanceof long[] a) {
      long[] b = (long[]) y;
      for (int i = 0; i < inner; i++) {
        b[t + i * ys] = a[s + i * xs];
      }
    } else {
      boolean[] a = (boolean[]) x;
      boolean[] b = (boolean[]) y;
      for (int i = 0; i < inner; i++) {
        b[t + i * ys] = a[s + i * xs];
      }
    }
  }
}
