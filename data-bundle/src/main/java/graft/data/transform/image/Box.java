package graft.data.transform.image;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A rectangle of pixels; bottom and right are exclusive. */
record Box(int top, int left, int bottom, int right) {
  /** A box about a centre that is uniform over the image, cut at the image's edges. */
  static Box around(
      int imageHeight, int imageWidth, double height, double width, RandomGenerator random) {
    int h = (int) Math.round(height);
    int w = (int) Math.round(width);
    int top = random.nextInt(imageHeight) - h / 2;
    int left = random.nextInt(imageWidth) - w / 2;
    return new Box(
        Math.max(0, top),
        Math.max(0, left),
        Math.max(0, Math.min(imageHeight, top + h)),
        Math.max(0, Math.min(imageWidth, left + w)));
  }

  int width() {
    return Math.max(0, right - left);
  }

  int area() {
    return width() * Math.max(0, bottom - top);
  }

  /** Gives all pixels within one value. */
  void fill(Image image, float value) {
    for (int y = top; y < bottom; y++) {
      int start = image.at(y, left);
      Arrays.fill(image.values, start, start + width() * image.channels, value);
    }
  }

  /** Copies the pixels within from one image to another, each given by its array and begin. */
  void paste(float[] from, int source, float[] to, int target, int imageWidth, int channels) {
    for (int y = top; y < bottom; y++) {
      int pixel = (y * imageWidth + left) * channels;
      System.arraycopy(from, source + pixel, to, target + pixel, width() * channels);
    }
  }
}
