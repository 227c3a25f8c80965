package graft.shell.report;

import graft.api.data.Row;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/** A column's numbers as a PNG image in a data URI. */
final class Picture {
  private Picture() {}

  /** True for (height, width, 1 or 3). */
  static boolean is(List<Integer> shape) {
    return shape.size() == 3
        && (shape.get(2) == 1 || shape.get(2) == 3)
        && shape.get(0) > 1
        && shape.get(1) > 1;
  }

  /**
   * The image of a row. Values are taken as 0 … 255, or as 0 … 1 if none is greater; anything else
   * is stretched from the least to the greatest.
   */
  static String uri(Row row, int column, List<Integer> shape) {
    int height = shape.get(0);
    int width = shape.get(1);
    int channels = shape.get(2);
    double least = 0;
    double greatest = 1;
    for (int i = 0; i < row.elements(column); i++) {
      least = Math.min(least, row.get(column, i));
      greatest = Math.max(greatest, row.get(column, i));
    }
    if (least == 0 && greatest > 1 && greatest <= 255) {
      greatest = 255;
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < height * width; p++) {
      int colour = 0;
      for (int c = 0; c < 3; c++) {
        double value = row.get(column, p * channels + Math.min(c, channels - 1));
        long level = Math.round(255 * (value - least) / (greatest - least));
        colour = colour << 8 | (int) Math.max(0, Math.min(255, level)); // NaN is 0
      }
      image.setRGB(p % width, p / width, colour);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
