package graft.accel.cpu.op;

import graft.accel.cpu.kernel.Kernels;
import graft.accel.cpu.work.Binding;
import graft.accel.cpu.work.Work;
import graft.api.DType;
import graft.api.Dim;
import graft.api.Op;
import java.util.ArrayList;
import java.util.List;

/** Operations that move elements: which element goes where, in strides. */
final class Blocks {
  private static final CopyWork.Shift NONE = b -> 0;

  private Blocks() {}

  static List<Work> transpose(Op.Transpose op, Operands o, Kernels kernels) {
    int[] own = Strides.of(o.sizes(0));
    int[] from = op.permutation().stream().mapToInt(i -> own[i]).toArray();
    int[] sizes = o.resultSizes();
    boolean fast = o.dtype(0) == DType.F32 && sizes.length > 0 && sizes.length <= 8;
    if (!fast || Strides.size(sizes) == 0) {
      return List.of(dense(o, from, 0));
    }
    return List.of(
        Task.of(
            sizes[0],
            (f, t, lane) ->
                kernels.permute(
                    f,
                    t,
                    sizes,
                    from,
                    o.floats(0),
                    o.offset(0),
                    o.resultFloats(),
                    o.resultOffset(),
                    lane.scratch)));
  }

  static List<Work> slice(Op.Slice op, Operands o) {
    int[] from = Strides.of(o.sizes(0));
    int start = 0;
    for (int i = 0; i < from.length; i++) {
      start += Math.toIntExact(o.binding().size(op.starts().get(i))) * from[i];
      from[i] *= op.strides().get(i);
    }
    return List.of(dense(o, from, start));
  }

  static List<Work> reverse(Op.Reverse op, Operands o) {
    int[] sizes = o.sizes(0);
    int[] from = Strides.of(sizes);
    int start = 0;
    for (int axis : op.axes()) {
      start += (sizes[axis] - 1) * from[axis];
      from[axis] = -from[axis];
    }
    return List.of(dense(o, from, start));
  }

  /** The whole result from places of the first operand. */
  private static Work dense(Operands o, int[] from, int start) {
    int[] sizes = o.resultSizes();
    return new CopyWork(
        o.binding(),
        sizes,
        o.buffer(0),
        from,
        b -> start,
        o.resultBuffer(),
        Strides.of(sizes),
        NONE);
  }

  static List<Work> pad(Op.Pad op, Operands o) {
    int[] x = o.sizes(0);
    int[] y = o.resultSizes();
    int[] to = Strides.of(y);
    int start = 0;
    for (int i = 0; i < x.length; i++) {
      start += Math.toIntExact(o.binding().size(op.low().get(i))) * to[i];
      to[i] *= op.interior().get(i) + 1;
    }
    int first = start;
    int chunk = 16_384;
    int elements = Strides.size(y);
    Work fill =
        Task.of(
            (elements + chunk - 1) / chunk,
            (f, t, lane) ->
                Cells.fill(
                    o.result(),
                    o.resultOffset() + f * chunk,
                    o.resultOffset() + Math.min(elements, t * chunk),
                    op.value()));
    Work copy =
        new CopyWork(
            o.binding(), x, o.buffer(0), Strides.of(x), NONE, o.resultBuffer(), to, b -> first);
    return List.of(fill, copy);
  }

  static List<Work> concat(Op.Concat op, Operands o) {
    int[] to = Strides.of(o.resultSizes());
    int start = 0;
    List<Work> works = new ArrayList<>();
    for (int i = 0; i < o.kernel().steps().get(0).operands().size(); i++) {
      int[] x = o.sizes(i);
      int first = start * to[op.axis()];
      works.add(
          new CopyWork(
              o.binding(), x, o.buffer(i), Strides.of(x), NONE, o.resultBuffer(), to, b -> first));
      start += x[op.axis()];
    }
    return works;
  }

  static List<Work> dynamicSlice(Op.DynamicSlice op, Operands o) {
    int[] sizes = sizes(o.binding(), op.sizes());
    int[] x = o.sizes(0);
    return List.of(
        new CopyWork(
            o.binding(),
            sizes,
            o.buffer(0),
            Strides.of(x),
            start(o, 1, x, sizes),
            o.resultBuffer(),
            Strides.of(sizes),
            NONE));
  }

  static List<Work> dynamicUpdate(Operands o) {
    int[] x = o.sizes(0);
    int[] block = o.sizes(1);
    return List.of(
        o.copy(0),
        new CopyWork(
            o.binding(),
            block,
            o.buffer(1),
            Strides.of(block),
            NONE,
            o.resultBuffer(),
            Strides.of(x),
            start(o, 2, x, block)));
  }

  private static int[] sizes(Binding binding, List<Dim> dims) {
    return dims.stream().mapToInt(d -> Math.toIntExact(binding.size(d))).toArray();
  }

  /** Where a block starts that is moved inside of x: known when the work runs. */
  private static CopyWork.Shift start(Operands o, int operand, int[] x, int[] block) {
    int[] strides = Strides.of(x);
    return b -> {
      Object starts = o.array(operand);
      int shift = 0;
      for (int i = 0; i < x.length; i++) {
        long start = Cells.integer(starts, o.offset(operand) + i);
        shift += (int) Math.max(0, Math.min(start, x[i] - block[i])) * strides[i];
      }
      return shift;
    };
  }
}
