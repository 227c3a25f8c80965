package graft.accel.cpu.op;

import graft.accel.cpu.work.Work;
import graft.api.Op;
import graft.api.Window;
import java.util.Arrays;

/**
 * Convolution and pooling of any floating type over any number of spatial axes, slow and obvious.
 * All go over triples: a place in the output, one in the window, and the place in the input where
 * these two meet. Sums are double.
 */
final class PlainWindows {
  private final int batch;
  private final int in;
  private final int out;
  private final int inside;
  private final int inputs;
  private final int outputs;

  /** Of output place o and window place k at {@code o * inside + k}: the input place, or -1. */
  private final int[] positions;

  /** For input x (batch, spatial…, in) and output y (batch, spatial…, out). */
  PlainWindows(Window window, int[] x, int[] y) {
    int rank = window.rank();
    batch = x[0];
    in = x[rank + 1];
    out = y[rank + 1];
    int[] input = Arrays.copyOfRange(x, 1, rank + 1);
    int[] output = Arrays.copyOfRange(y, 1, rank + 1);
    int[] size = window.size().stream().mapToInt(i -> i).toArray();
    inside = Strides.size(size);
    inputs = Strides.size(input);
    outputs = Strides.size(output);
    positions = new int[outputs * inside];
    for (int i = 0; i < positions.length; i++) {
      int o = i / inside;
      int k = i % inside;
      int position = 0;
      int stride = 1;
      for (int axis = rank - 1; axis >= 0; axis--) {
        int at =
            o % output[axis] * window.strides().get(axis)
                + k % size[axis] * window.dilation().get(axis)
                - window.low().get(axis);
        boolean outside = at < 0 || at >= input[axis] || position < 0;
        position = outside ? -1 : position + at * stride;
        stride *= input[axis];
        o /= output[axis];
        k /= size[axis];
      }
      positions[i] = position;
    }
  }

  Work conv(Operands o, int groups) {
    int groupIn = in / groups;
    int groupOut = out / groups;
    return Task.of(
        batch * outputs,
        (from, to, lane) -> {
          for (int p = from; p < to; p++) {
            for (int co = 0; co < out; co++) {
              double sum = 0;
              for (int k = 0; k < inside; k++) {
                int at = positions[p % outputs * inside + k];
                int x = o.offset(0) + (p / outputs * inputs + at) * in + co / groupOut * groupIn;
                int f = o.offset(1) + k * groupIn * out + co;
                for (int ci = 0; ci < groupIn && at >= 0; ci++) {
                  sum += Cells.real(o.array(0), x + ci) * Cells.real(o.array(1), f + ci * out);
                }
              }
              Cells.set(o.result(), o.resultOffset() + p * out + co, sum);
            }
          }
        });
  }

  Work convInput(Operands o, int groups) {
    int groupIn = in / groups;
    int groupOut = out / groups;
    return Task.of(
        batch,
        (from, to, lane) -> {
          for (int b = from; b < to; b++) {
            zero(o, b * inputs * in, inputs * in);
            for (int i = 0; i < positions.length; i++) {
              for (int co = 0; co < out && positions[i] >= 0; co++) {
                double g =
                    Cells.real(o.array(0), o.offset(0) + (b * outputs + i / inside) * out + co);
                int x =
                    o.resultOffset() + (b * inputs + positions[i]) * in + co / groupOut * groupIn;
                int f = o.offset(1) + i % inside * groupIn * out + co;
                for (int ci = 0; ci < groupIn; ci++) {
                  add(o.result(), x + ci, g * Cells.real(o.array(1), f + ci * out));
                }
              }
            }
          }
        });
  }

  Work convKernel(Operands o, int groups) {
    int groupIn = in / groups;
    int groupOut = out / groups;
    return Task.of(
        inside * groupIn,
        (from, to, lane) -> {
          for (int row = from; row < to; row++) {
            int k = row / groupIn;
            int ci = row % groupIn;
            for (int co = 0; co < out; co++) {
              double sum = 0;
              for (int p = 0; p < batch * outputs; p++) {
                int at = positions[p % outputs * inside + k];
                if (at >= 0) {
                  int x = (p / outputs * inputs + at) * in + co / groupOut * groupIn + ci;
                  sum +=
                      Cells.real(o.array(0), o.offset(0) + x)
                          * Cells.real(o.array(1), o.offset(1) + p * out + co);
                }
              }
              Cells.set(o.result(), o.resultOffset() + row * out + co, sum);
            }
          }
        });
  }

  /** The place in x of the first greatest element of a window, or -1 if all is padding. */
  private int greatest(Object x, int offset, int p, int channel) {
    int best = -1;
    for (int k = 0; k < inside; k++) {
      int at = positions[p % outputs * inside + k];
      if (at >= 0) {
        int i = offset + (p / outputs * inputs + at) * in + channel;
        best = best < 0 || Cells.order(x, i, best) > 0 ? i : best;
      }
    }
    return best;
  }

  Work pool(Operands o, Op.Pooling pooling) {
    return Task.of(
        batch * outputs,
        (from, to, lane) -> {
          Object x = o.array(0);
          for (int p = from; p < to; p++) {
            for (int c = 0; c < in; c++) {
              double value = 0;
              if (pooling == Op.Pooling.MAX) {
                int best = greatest(x, o.offset(0), p, c);
                value = best < 0 ? Double.NEGATIVE_INFINITY : Cells.real(x, best);
              }
              for (int k = 0; k < inside && pooling == Op.Pooling.SUM; k++) {
                int at = positions[p % outputs * inside + k];
                int i = o.offset(0) + (p / outputs * inputs + at) * in + c;
                value += at < 0 ? 0 : Cells.real(x, i);
              }
              Cells.set(o.result(), o.resultOffset() + p * in + c, value);
            }
          }
        });
  }

  Work poolGradient(Operands o, Op.Pooling pooling) {
    int gradient = pooling == Op.Pooling.MAX ? 1 : 0;
    return Task.of(
        batch,
        (from, to, lane) -> {
          zero(o, from * inputs * in, (to - from) * inputs * in);
          for (int p = from * outputs; p < to * outputs; p++) {
            for (int c = 0; c < in; c++) {
              double g = Cells.real(o.array(gradient), o.offset(gradient) + p * in + c);
              if (pooling == Op.Pooling.MAX) {
                int best = greatest(o.array(0), o.offset(0), p, c);
                if (best >= 0) {
                  add(o.result(), best - o.offset(0) + o.resultOffset(), g);
                }
              }
              for (int k = 0; k < inside && pooling == Op.Pooling.SUM; k++) {
                int at = positions[p % outputs * inside + k];
                if (at >= 0) {
                  add(o.result(), o.resultOffset() + (p / outputs * inputs + at) * in + c, g);
                }
              }
            }
          }
        });
  }

  Work poolPick(Operands o) {
    return Task.of(
        batch * outputs,
        (from, to, lane) -> {
          for (int p = from; p < to; p++) {
            for (int c = 0; c < in; c++) {
              int best = greatest(o.array(0), o.offset(0), p, c);
              double value =
                  best < 0 ? 0 : Cells.real(o.array(1), best - o.offset(0) + o.offset(1));
              Cells.set(o.result(), o.resultOffset() + p * in + c, value);
            }
          }
        });
  }

  private static void add(Object array, int i, double value) {
    Cells.set(array, i, Cells.real(array, i) + value);
  }

  private static void zero(Operands o, int from, int count) {
    int first = o.resultOffset() + from;
    Cells.fill(o.result(), first, first + count, 0);
  }
}
