package graft.data.transform.image;

import java.util.Arrays;

/** Moves images by whole pixels: {@code y[i, j] = x[i + down, j + right]}. */
record Shift(FillMode fillMode, float fillValue) {
  void apply(Image from, Image to, int down, int right) {
    // Columns from first to last lie inside and are copied at once.
    int first = Math.min(to.width, Math.max(0, -right));
    int last = Math.max(first, Math.min(to.width, from.width - right));
    for (int y = 0; y < to.height; y++) {
      int row = fillMode.index(y + down, from.height);
      if (row < 0) {
        int target = to.at(y, 0);
        int end = target + to.width * to.channels;
        Arrays.fill(to.values, target, end, fillValue);
        continue;
      }
      if (last > first) {
        int n = (last - first) * to.channels;
        System.arraycopy(from.values, from.at(row, first + right), to.values, to.at(y, first), n);
      }
      for (int x = 0; x < first; x++) {
        pixel(from, row, x + right, to, to.at(y, x));
      }
      for (int x = last; x < to.width; x++) {
        pixel(from, row, x + right, to, to.at(y, x));
      }
    }
  }

  private void pixel(Image from, int row, int x, Image to, int target) {
    int column = fillMode.index(x, from.width);
    for (int c = 0; c < to.channels; c++) {
      to.values[target + c] = column < 0 ? fillValue : from.values[from.at(row, column) + c];
    }
  }
}
