package graft.core.reference;

import graft.api.Op;
import graft.api.Window;
import java.util.Arrays;

/**
 * Convolution and pooling over any number of spatial axes. All of them go over the same triples: an
 * output position, a position within the window, and the input position that these two meet at.
 */
final class Windows {
  private final int[] input;
  private final int[] output;
  private final int inside;

  /** {@code positions[o * inside + k]}: the input position, or -1 in the padding. */
  private final int[] positions;

  /**
   * @param x the shape of the input (batch, spatial…, channels)
   * @param y the shape of the output (batch, spatial…, channels)
   */
  Windows(Window window, int[] x, int[] y) {
    int rank = window.rank();
    input = Arrays.copyOfRange(x, 1, rank + 1);
    output = Arrays.copyOfRange(y, 1, rank + 1);
    int[] size = window.size().stream().mapToInt(i -> i).toArray();
    inside = Index.size(size);
    positions = new int[Index.size(output) * inside];
    for (int i = 0; i < positions.length; i++) {
      int[] o = Index.coordinate(i / inside, output);
      int[] k = Index.coordinate(i % inside, size);
      int position = 0;
      for (int axis = 0; axis < rank && position >= 0; axis++) {
        int at =
            o[axis] * window.strides().get(axis)
                + k[axis] * window.dilation().get(axis)
                - window.low().get(axis);
        position = at < 0 || at >= input[axis] ? -1 : position * input[axis] + at;
      }
      positions[i] = position;
    }
  }

  /** What a convolution does with one product: positions within x, kernel and y. */
  private interface Product {
    void at(int x, int kernel, int y);
  }

  private void products(int batch, int in, int out, int groups, Product product) {
    int outputs = Index.size(output);
    int inputs = Index.size(input);
    int groupIn = in / groups;
    int groupOut = out / groups;
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < positions.length; i++) {
        if (positions[i] < 0) {
          continue;
        }
        int x = (b * inputs + positions[i]) * in;
        int y = (b * outputs + i / inside) * out;
        for (int group = 0; group < groups; group++) {
          for (int ci = 0; ci < groupIn; ci++) {
            int from = x + group * groupIn + ci;
            int kernel = (i % inside * groupIn + ci) * out;
            for (int co = group * groupOut; co < (group + 1) * groupOut; co++) {
              product.at(from, kernel + co, y + co);
            }
          }
        }
      }
    }
  }

  /** y[b,o,co] = Σ x[b,o·stride+k·dilation−low,ci] · kernel[k,ci,co]. */
  void convolve(double[] x, double[] kernel, double[] y, int batch, int in, int out, int groups) {
    products(batch, in, out, groups, (i, k, o) -> y[o] += x[i] * kernel[k]);
  }

  /** The same sum's transpose to x. */
  void toInput(double[] x, double[] kernel, double[] y, int batch, int in, int out, int groups) {
    products(batch, in, out, groups, (i, k, o) -> x[i] += y[o] * kernel[k]);
  }

  /** The same sum's transpose to the kernel. */
  void toKernel(double[] x, double[] kernel, double[] y, int batch, int in, int out, int groups) {
    products(batch, in, out, groups, (i, k, o) -> kernel[k] += x[i] * y[o]);
  }

  /**
   * For each element of the pooled output the position in x of the first greatest element of its
   * window, or -1 if all of the window is padding.
   */
  int[] greatest(double[] x, int batch, int channels) {
    int outputs = Index.size(output);
    int[] best = new int[batch * outputs * channels];
    Arrays.fill(best, -1);
    pairs(
        batch,
        channels,
        (i, o) -> {
          if (best[o] < 0 || Scalars.order(x[i], x[best[o]]) > 0) {
            best[o] = i;
          }
        });
    return best;
  }

  /** What pooling does with one element of x and the element of y whose window it is in. */
  interface Pair {
    void at(int x, int y);
  }

  void pairs(int batch, int channels, Pair pair) {
    int outputs = Index.size(output);
    int inputs = Index.size(input);
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < positions.length; i++) {
        for (int c = 0; c < channels && positions[i] >= 0; c++) {
          int x = (b * inputs + positions[i]) * channels + c;
          pair.at(x, (b * outputs + i / inside) * channels + c);
        }
      }
    }
  }

  /** Pools x: the greatest (−∞ of nothing) or the sum of each window. */
  void pool(Op.Pooling pooling, double[] x, double[] y, int batch, int channels) {
    switch (pooling) {
      case SUM -> pairs(batch, channels, (i, o) -> y[o] += x[i]);
      case MAX -> {
        int[] best = greatest(x, batch, channels);
        Arrays.setAll(y, o -> best[o] < 0 ? Double.NEGATIVE_INFINITY : x[best[o]]);
      }
    }
  }
}
