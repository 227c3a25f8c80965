package graft.itests;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Files that a test's user trains on: 8x8 images of four classes, where class k has rows 2k and 2k
 * + 1 bright, and a model for them.
 */
final class SmallData {
  static final int SIZE = 8;
  static final int CLASSES = 4;

  /** A perceptron; in half a second on a free core it trains some hundred steps. */
  static final String MODEL =
      """
      {"model": {"type": "sequential", "layers": [
          {"type": "flatten", "name": "flatten"},
          {"type": "dense", "name": "hidden", "units": 16, "activation": "relu"},
          {"type": "dropout", "name": "dropout", "rate": 0.1},
          {"type": "dense", "name": "logits", "units": 4}]},
       "training": {
          "loss": {"type": "sparse_categorical_crossentropy", "from_logits": true},
          "optimizer": {"type": "adam", "learning_rate": 0.01},
          "metrics": ["accuracy"], "epochs": 4, "batch": 8},
       "data": {
          "source": {"type": "idx", "images": "images.idx", "labels": "labels.idx"},
          "validation": {"last": 16},
          "transforms": ["standardise"]}}
      """;

  private SmallData() {}

  /** Writes {@code images.idx}, {@code labels.idx}, {@code model.json} into a folder. */
  static void write(Path folder) throws IOException {
    Files.write(folder.resolve("images.idx"), images(80));
    Files.write(folder.resolve("labels.idx"), labels(80));
    Files.writeString(folder.resolve("model.json"), MODEL);
  }

  private static int pixel(int example, int row, int column) {
    int noise = (example * 31 + row * 17 + column * 7) % 60;
    return (row / 2 == example % CLASSES ? 180 : 0) + noise;
  }

  static byte[] images(int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x0803);
    out.writeInt(count);
    out.writeInt(SIZE);
    out.writeInt(SIZE);
    for (int i = 0; i < count * SIZE * SIZE; i++) {
      out.write(pixel(i / SIZE / SIZE, i / SIZE % SIZE, i % SIZE));
    }
    return bytes.toByteArray();
  }

  static byte[] labels(int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x0801);
    out.writeInt(count);
    for (int i = 0; i < count; i++) {
      out.write(i % CLASSES);
    }
    return bytes.toByteArray();
  }

  /** An image of a class as PNG. */
  static void writePng(Path file, int label) throws IOException {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        image.getRaster().setSample(x, y, 0, pixel(label, y, x));
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
