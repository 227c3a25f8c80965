package graft.accel.cpu.op;

import graft.accel.cpu.kernel.Kernels;
import graft.accel.cpu.kernel.WindowShape;
import graft.accel.cpu.work.Work;
import graft.api.DType;
import graft.api.Op;
import graft.api.Window;
import java.util.List;

/** Convolutions and pooling: f32 by the kernel library, else by {@link PlainWindows}. */
final class Windowed {
  private static final float[] NO_BIAS = {};

  private Windowed() {}

  /** True for f32 and up to three spatial axes. */
  private static boolean fast(Operands o, Window window) {
    return o.dtype(0) == DType.F32 && window.rank() <= 3;
  }

  private static WindowShape shape(
      Window window, int[] in, int[] out, int inChannels, int outChannels, int groups) {
    WindowShape.Axis[] axes = {WindowShape.Axis.NONE, WindowShape.Axis.NONE, WindowShape.Axis.NONE};
    int rank = window.rank();
    for (int i = 0; i < rank; i++) {
      axes[3 - rank + i] =
          new WindowShape.Axis(
              in[i + 1],
              window.size().get(i),
              out[i + 1],
              window.strides().get(i),
              window.low().get(i),
              window.dilation().get(i));
    }
    return new WindowShape(axes[0], axes[1], axes[2], inChannels, outChannels, groups);
  }

  static List<Work> conv(Op.Conv op, Operands o, Kernels kernels) {
    int[] x = o.sizes(0);
    int[] y = o.resultSizes();
    if (Strides.size(y) == 0) {
      return List.of();
    }
    if (!fast(o, op.window())) {
      return List.of(new PlainWindows(op.window(), x, y).conv(o, op.groups()));
    }
    WindowShape shape = shape(op.window(), x, y, x[x.length - 1], y[y.length - 1], op.groups());
    return List.of(
        Task.coarse(
            kernels.convTasks(shape, x[0]),
            (from, to, lane) ->
                kernels.conv(
                    from,
                    to,
                    shape,
                    o.floats(0),
                    o.offset(0),
                    o.floats(1),
                    o.offset(1),
                    NO_BIAS,
                    -1,
                    o.resultFloats(),
                    o.resultOffset(),
                    lane.scratch)));
  }

  static List<Work> convInput(Op.ConvInput op, Operands o, Kernels kernels) {
    int[] g = o.sizes(0);
    int[] x = o.resultSizes();
    if (Strides.size(x) == 0) {
      return List.of();
    }
    if (!fast(o, op.window())) {
      return List.of(new PlainWindows(op.window(), x, g).convInput(o, op.groups()));
    }
    WindowShape shape = shape(op.window(), x, g, x[x.length - 1], g[g.length - 1], op.groups());
    return List.of(
        Task.coarse(
            kernels.convDataTasks(shape, x[0]),
            (from, to, lane) ->
                kernels.convData(
                    from,
                    to,
                    shape,
                    o.floats(0),
                    o.offset(0),
                    o.floats(1),
                    o.offset(1),
                    o.resultFloats(),
                    o.resultOffset(),
                    lane.scratch)));
  }

  static List<Work> convKernel(Op.ConvKernel op, Operands o, Kernels kernels) {
    int[] x = o.sizes(0);
    int[] g = o.sizes(1);
    if (!fast(o, op.window())) {
      return List.of(new PlainWindows(op.window(), x, g).convKernel(o, op.groups()));
    }
    WindowShape shape = shape(op.window(), x, g, x[x.length - 1], g[g.length - 1], op.groups());
    return List.of(
        Task.coarse(
            kernels.convFilterTasks(shape, x[0]),
            (from, to, lane) ->
                kernels.convFilter(
                    from,
                    to,
                    shape,
                    x[0],
                    o.floats(0),
                    o.offset(0),
                    o.floats(1),
                    o.offset(1),
                    o.resultFloats(),
                    o.resultOffset(),
                    lane.scratch)));
  }

  private static WindowShape pooled(Window window, int[] x, int[] y) {
    int channels = x[x.length - 1];
    return shape(window, x, y, channels, channels, 1);
  }

  static List<Work> pool(Op.Pool op, Operands o, Kernels kernels) {
    int[] x = o.sizes(0);
    int[] y = o.resultSizes();
    if (Strides.size(y) == 0) {
      return List.of();
    }
    if (!fast(o, op.window())) {
      return List.of(new PlainWindows(op.window(), x, y).pool(o, op.pooling()));
    }
    WindowShape shape = pooled(op.window(), x, y);
    boolean max = op.pooling() == Op.Pooling.MAX;
    return List.of(
        Task.of(
            x[0],
            (from, to, lane) -> {
              float[] a = o.floats(0);
              float[] b = o.resultFloats();
              if (max) {
                kernels.maxPool(from, to, shape, a, o.offset(0), b, o.resultOffset(), lane.scratch);
              } else {
                kernels.sumPool(from, to, shape, a, o.offset(0), b, o.resultOffset(), lane.scratch);
              }
            }));
  }

  static List<Work> poolGradient(Op.PoolGradient op, Operands o, Kernels kernels) {
    boolean max = op.pooling() == Op.Pooling.MAX;
    int[] g = o.sizes(max ? 1 : 0);
    int[] x = o.resultSizes();
    if (Strides.size(x) == 0) {
      return List.of();
    }
    if (!fast(o, op.window())) {
      return List.of(new PlainWindows(op.window(), x, g).poolGradient(o, op.pooling()));
    }
    WindowShape shape = pooled(op.window(), x, g);
    return List.of(
        Task.of(
            x[0],
            (from, to, lane) -> {
              float[] a = o.floats(0);
              float[] b = o.resultFloats();
              int bo = o.resultOffset();
              if (max) {
                float[] dy = o.floats(1);
                kernels.maxPoolGradient(
                    from, to, shape, a, o.offset(0), dy, o.offset(1), b, bo, lane.scratch);
              } else {
                kernels.sumPoolGradient(from, to, shape, a, o.offset(0), b, bo, lane.scratch);
              }
            }));
  }

  static List<Work> poolPick(Op.PoolPick op, Operands o, Kernels kernels) {
    int[] x = o.sizes(0);
    int[] y = o.resultSizes();
    if (Strides.size(y) == 0) {
      return List.of();
    }
    if (!fast(o, op.window())) {
      return List.of(new PlainWindows(op.window(), x, y).poolPick(o));
    }
    WindowShape shape = pooled(op.window(), x, y);
    return List.of(
        Task.of(
            x[0],
            (from, to, lane) ->
                kernels.maxPoolPick(
                    from,
                    to,
                    shape,
                    o.floats(0),
                    o.offset(0),
                    o.floats(1),
                    o.offset(1),
                    o.resultFloats(),
                    o.resultOffset(),
                    lane.scratch)));
  }
}
