package graft.accel.cpu.kernel;

import graft.accel.cpu.kernel.WindowShape.Axis;
import java.util.Arrays;

/**
 * The tables of offsets that turn a convolution into a product, and the padded copy of an image.
 * They are a function of the {@link WindowShape} alone and are kept until another one comes. Arrays
 * only grow.
 *
 * <p>Forward has one phase; the data gradient has one for each input position modulo the strides.
 * Each phase is a set of pixels (rows of the product) and a set of taps times channels (columns).
 */
final class ConvPlan {
  /** Numbers of a phase in {@link #phases}. */
  static final int PHASE = 5;

  /** Where each row (pixel) begins in the source. */
  int[] pixels = {};

  /** Where each row's result begins in the target. */
  int[] outputs = {};

  /** Where each column (tap, channel of the group) lies relative to its row. */
  int[] columns = {};

  /** The tap of each column. */
  int[] taps = {};

  /** For each tile of 8 pixels the first column that is not in the padding above or below. */
  int[] tileColumn = {};

  /** For each tile of 8 pixels the columns from there to the last that is not in the padding. */
  int[] tileColumns = {};

  int phaseCount;

  /** For each phase: first pixel, pixels, first column, columns, first tile. */
  int[] phases = {};

  /** The array to read an image from, set by {@link #image}. */
  float[] source = {};

  /** Where the image begins in {@link #source}. */
  int base;

  private WindowShape shape;
  private boolean gradient;
  private int channels;
  private int depth;
  private int height;
  private int width;
  private int depthLow;
  private int heightLow;
  private int widthLow;
  private int depthSeen;
  private int heightSeen;
  private int widthSeen;
  private boolean inPlace;
  private float[] padded = {};

  ConvPlan() {
    shape = new WindowShape(Axis.NONE, Axis.NONE, Axis.NONE, 1, 1, 1);
    forward(shape, true);
  }

  /** Rows are output pixels, columns taps and input channels; the source is x. */
  void forward(WindowShape w) {
    forward(w, false);
  }

  private void forward(WindowShape w, boolean always) {
    if (!always && !gradient && w.equals(shape)) {
      return;
    }
    shape = w;
    gradient = false;
    channels = w.inChannels();
    Axis d = w.depth();
    Axis h = w.height();
    Axis v = w.width();
    source(d.in(), h.in(), v.in(), d.padding(), h.padding(), v.padding());
    seen(d.seen(), h.seen(), v.seen());
    grow(w.outPixels(), w.taps() * (channels / w.groups()), 1);
    phaseCount = 1;
    phases[0] = 0;
    phases[1] = pixels(d.out(), h.out(), v.out(), d.stride(), h.stride(), v.stride(), 0);
    phases[2] = 0;
    int at = 0;
    for (int i = 0; i < d.kernel(); i++) {
      for (int j = 0; j < h.kernel(); j++) {
        for (int k = 0; k < v.kernel(); k++) {
          int place = place(i * d.dilation(), j * h.dilation(), k * v.dilation());
          at = columns(place, channels / w.groups(), (i * h.kernel() + j) * v.kernel() + k, at);
        }
      }
    }
    phases[3] = at;
    tiles(0, 0);
    for (int i = 0; i < phases[1]; i++) {
      outputs[i] = i * w.outChannels();
    }
  }

  /** Rows are input pixels by phase, columns taps and output channels; the source is dy. */
  void gradient(WindowShape w) {
    if (gradient && w.equals(shape)) {
      return;
    }
    shape = w;
    gradient = true;
    channels = w.outChannels();
    Axis d = w.depth();
    Axis h = w.height();
    Axis v = w.width();
    source(d.out(), h.out(), v.out(), d.gradientLow(), h.gradientLow(), v.gradientLow());
    seen(d.gradientSeen(), h.gradientSeen(), v.gradientSeen());
    phaseCount = d.stride() * h.stride() * v.stride();
    grow(w.inPixels(), w.taps() * (channels / w.groups()), phaseCount);
    int pixel = 0;
    int column = 0;
    int phase = 0;
    int tile = 0;
    for (int i = 0; i < d.stride(); i++) {
      for (int j = 0; j < h.stride(); j++) {
        for (int k = 0; k < v.stride(); k++) {
          int first = pixel;
          int firstColumn = column;
          pixel = pixels(d.phaseSize(i), h.phaseSize(j), v.phaseSize(k), 1, 1, 1, pixel);
          targets(i, j, k, first);
          column = phaseColumns(i, j, k, column);
          phases[PHASE * phase] = first;
          phases[PHASE * phase + 1] = pixel - first;
          phases[PHASE * phase + 2] = firstColumn;
          phases[PHASE * phase + 3] = column - firstColumn;
          tile = tiles(phase, tile);
          phase++;
        }
      }
    }
  }

  /**
   * The columns of each tile of a phase without the taps that see nothing but padding above or
   * below: a third of all for the data gradient of 5x5 filters on 12x12.
   */
  private int tiles(int phase, int tile) {
    int first = phases[PHASE * phase];
    int end = first + phases[PHASE * phase + 1];
    int column = phases[PHASE * phase + 2];
    int columnEnd = column + phases[PHASE * phase + 3];
    int inner = channels / shape.groups();
    int line = widthSeen * channels;
    phases[PHASE * phase + 4] = tile;
    for (int p = first; p < end; p += 8) {
      // Lines are numbered through all depths; a tile lies in those from top to bottom.
      int top = pixels[p] / line;
      int bottom = pixels[Math.min(p + 7, end - 1)] / line;
      int from = columnEnd;
      int to = column;
      for (int c = column; c < columnEnd; c += inner) {
        int tap = columns[c] / line;
        if (inPlace || sees(top + tap, bottom + tap)) {
          from = Math.min(from, c);
          to = c + inner;
        }
      }
      tileColumn[tile] = Math.min(from, to);
      tileColumns[tile++] = Math.max(0, to - from);
    }
    return tile;
  }

  /** Whether one of these lines is not padding. */
  private boolean sees(int top, int bottom) {
    for (int line = top; line <= bottom; line++) {
      int d = line / heightSeen - depthLow;
      int h = line % heightSeen - heightLow;
      if (d >= 0 && d < depth && h >= 0 && h < height) {
        return true;
      }
    }
    return false;
  }

  private int phaseColumns(int pd, int ph, int pw, int at) {
    Axis d = shape.depth();
    Axis h = shape.height();
    Axis v = shape.width();
    for (int i = 0; i < d.kernel(); i++) {
      for (int j = 0; j < h.kernel(); j++) {
        for (int k = 0; k < v.kernel(); k++) {
          if (d.meets(pd, i) && h.meets(ph, j) && v.meets(pw, k)) {
            int place =
                place(
                    d.shift(pd, i) + depthLow,
                    h.shift(ph, j) + heightLow,
                    v.shift(pw, k) + widthLow);
            at =
                columns(
                    place, channels / shape.groups(), (i * h.kernel() + j) * v.kernel() + k, at);
          }
        }
      }
    }
    return at;
  }

  private void targets(int pd, int ph, int pw, int at) {
    Axis d = shape.depth();
    Axis h = shape.height();
    Axis v = shape.width();
    for (int i = pd; i < d.in(); i += d.stride()) {
      for (int j = ph; j < h.in(); j += h.stride()) {
        for (int k = pw; k < v.in(); k += v.stride()) {
          outputs[at++] = ((i * h.in() + j) * v.in() + k) * shape.inChannels();
        }
      }
    }
  }

  private void source(int d, int h, int w, int dLow, int hLow, int wLow) {
    depth = d;
    height = h;
    width = w;
    depthLow = dLow;
    heightLow = hLow;
    widthLow = wLow;
  }

  private void seen(int d, int h, int w) {
    boolean low = depthLow == 0 && heightLow == 0 && widthLow == 0;
    inPlace = low && d <= depth && h <= height && w <= width;
    depthSeen = inPlace ? depth : d;
    heightSeen = inPlace ? height : h;
    widthSeen = inPlace ? width : w;
  }

  private void grow(int rows, int cols, int phaseTotal) {
    if (pixels.length < rows) {
      pixels = new int[rows];
      outputs = new int[rows];
    }
    if (tileColumn.length < rows / 8 + phaseTotal) {
      tileColumn = new int[rows / 8 + phaseTotal];
      tileColumns = new int[rows / 8 + phaseTotal];
    }
    if (columns.length < cols) {
      columns = new int[cols];
      taps = new int[cols];
    }
    if (phases.length < PHASE * phaseTotal) {
      phases = new int[PHASE * phaseTotal];
    }
  }

  private int place(int d, int h, int w) {
    return ((d * heightSeen + h) * widthSeen + w) * channels;
  }

  private int pixels(int d, int h, int w, int dStep, int hStep, int wStep, int at) {
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < h; j++) {
        for (int k = 0; k < w; k++) {
          pixels[at++] = place(i * dStep, j * hStep, k * wStep);
        }
      }
    }
    return at;
  }

  private int columns(int place, int count, int tap, int at) {
    for (int c = 0; c < count; c++) {
      columns[at + c] = place + c;
      taps[at + c] = tap;
    }
    return at + count;
  }

  /** Makes the image at {@code offset} readable through {@link #source} and {@link #base}. */
  void image(float[] x, int offset) {
    if (inPlace) {
      source = x;
      base = offset;
      return;
    }
    int size = depthSeen * heightSeen * widthSeen * channels;
    if (padded.length < size) {
      padded = new float[size];
    }
    source = padded;
    base = 0;
    int left = Math.min(widthLow, widthSeen) * channels;
    int middle = Math.max(0, Math.min(width, widthSeen - widthLow)) * channels;
    int line = widthSeen * channels;
    int at = 0;
    for (int i = -depthLow; i < depthSeen - depthLow; i++) {
      for (int j = -heightLow; j < heightSeen - heightLow; j++) {
        if (i < 0 || i >= depth || j < 0 || j >= height) {
          Arrays.fill(padded, at, at + line, 0);
        } else {
          Arrays.fill(padded, at, at + left, 0);
          System.arraycopy(
              x, offset + (i * height + j) * width * channels, padded, at + left, middle);
          Arrays.fill(padded, at + left + middle, at + line, 0);
        }
        at += line;
      }
    }
  }
}
