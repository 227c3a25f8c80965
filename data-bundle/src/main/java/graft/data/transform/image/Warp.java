package graft.data.transform.image;

/**
 * Images through affine maps: the value at pixel (y, x) of the result is that of the source at
 * {@code (yy·y + yx·x + y0, xy·y + xx·x + x0)}, where pixel centres have whole coordinates.
 */
record Warp(Interpolation interpolation, FillMode fillMode, double fillValue) {
  private static final double FARTHEST = 1 << 29;

  void apply(
      Image from, Image to, double yy, double yx, double y0, double xy, double xx, double x0) {
    for (int y = 0; y < to.height; y++) {
      for (int x = 0; x < to.width; x++) {
        double sourceY = within(yy * y + yx * x + y0);
        double sourceX = within(xy * y + xx * x + x0);
        if (interpolation == Interpolation.NEAREST) {
          nearest(from, sourceY, sourceX, to, to.at(y, x));
        } else {
          bilinear(from, sourceY, sourceX, to, to.at(y, x));
        }
      }
    }
  }

  /** Far outside by any fill mode, and still with neighbours that an int can hold. */
  private static double within(double coordinate) {
    return Math.max(-FARTHEST, Math.min(FARTHEST, coordinate));
  }

  private void nearest(Image from, double y, double x, Image to, int target) {
    int source = pixel(from, (int) Math.floor(y + 0.5), (int) Math.floor(x + 0.5));
    for (int c = 0; c < to.channels; c++) {
      to.values[target + c] = source < 0 ? (float) fillValue : from.values[source + c];
    }
  }

  private void bilinear(Image from, double y, double x, Image to, int target) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    float down = (float) (y - top);
    float right = (float) (x - left);
    float[] v = from.values;
    float[] result = to.values;
    int channels = from.channels;
    if (top >= 0 && left >= 0 && top + 1 < from.height && left + 1 < from.width) {
      int a = from.at(top, left);
      int c = a + from.width * channels;
      for (int i = 0; i < channels; i++, a++, c++) {
        float upper = v[a] + right * (v[a + channels] - v[a]);
        float lower = v[c] + right * (v[c + channels] - v[c]);
        result[target + i] = upper + down * (lower - upper);
      }
      return;
    }
    int a = pixel(from, top, left);
    int b = pixel(from, top, left + 1);
    int c = pixel(from, top + 1, left);
    int d = pixel(from, top + 1, left + 1);
    float fill = (float) fillValue;
    for (int i = 0; i < channels; i++) {
      float upperLeft = a < 0 ? fill : v[a + i];
      float lowerLeft = c < 0 ? fill : v[c + i];
      float upper = upperLeft + right * ((b < 0 ? fill : v[b + i]) - upperLeft);
      float lower = lowerLeft + right * ((d < 0 ? fill : v[d + i]) - lowerLeft);
      result[target + i] = upper + down * (lower - upper);
    }
  }

  private int pixel(Image from, int y, int x) {
    int row = fillMode.index(y, from.height);
    int column = fillMode.index(x, from.width);
    return row < 0 || column < 0 ? -1 : from.at(row, column);
  }
}
