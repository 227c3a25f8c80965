package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.DType;
import graft.api.DataException;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.run.Graft;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictInputsTest {
  @TempDir Path folder;

  private final PredictInputs inputs =
      new PredictInputs(
          new Session(
              Stubs.of(Graft.class),
              List.of(),
              System.out,
              System.err,
              line -> {},
              false,
              false,
              () -> false),
          new Schema(
              List.of(
                  new Column(
                      "image", Column.Role.FEATURE, DType.F32, List.of(2, 2, 1), List.of()))));

  private String png(int type, int size, int grey) throws IOException {
    BufferedImage image = new BufferedImage(size, size, type);
    for (int i = 0; i < size * size; i++) {
      image.setRGB(i % size, i / size, 0xff000000 | grey << 16 | grey << 8 | grey);
    }
    File file = folder.resolve("image.png").toFile();
    ImageIO.write(image, "png", file);
    return file.toString();
  }

  private String message(String input) {
    return assertThrows(DataException.class, () -> inputs.open(input)).getMessage();
  }

  @Test
  void aLargerColourImageBecomesTheRunsSizeInGrey() throws IOException {
    try (Dataset examples = inputs.open(png(BufferedImage.TYPE_INT_RGB, 6, 255))) {
      Row row = new Batch(examples.schema(), 1).row();
      examples.read(0, row);
      assertEquals(1, examples.size());
      assertEquals(255, row.get(0, 3));
    }
  }

  /** Their samples are 0 and 1, places in a palette, or of 16 bits. */
  @Test
  void imagesOfOtherSamplesThanGreyBytesAreConverted() throws IOException {
    for (int type :
        new int[] {
          BufferedImage.TYPE_BYTE_BINARY,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_USHORT_GRAY
        }) {
      try (Dataset examples = inputs.open(png(type, 2, 255))) {
        Row row = new Batch(examples.schema(), 1).row();
        examples.read(0, row);
        assertEquals(255, row.get(0, 3), "type " + type);
      }
    }
  }

  @Test
  void whatIsNoImageIsSaid() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "no image");
    assertEquals(text + ": it is no PNG or JPEG image", message(text.toString()));
    Path none = folder.resolve("none.png");
    assertEquals(none + ": there is no such file", message(none.toString()));
    assertEquals(
        folder
            + ": it is a folder; hint: an INPUT is a PNG or JPEG image, a CSV file, an IDX file,"
            + " or a data spec",
        message(folder.toString()));
  }
}
