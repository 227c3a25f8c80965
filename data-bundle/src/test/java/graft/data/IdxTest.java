package graft.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DataException;
import graft.api.data.Batch;
import graft.api.data.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  /** Two images of 2x3 bytes. */
  private static final byte[] IMAGES = {
    0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, (byte) 255
  };

  private static final byte[] LABELS = {0, 0, 8, 1, 0, 0, 0, 2, 4, 7};

  @TempDir Path folder;

  private String file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private Dataset open(byte[] images, byte[] labels) throws IOException {
    return new Idx()
        .open(new Idx.Config(file("images", images), Optional.of(file("labels", labels))));
  }

  @Test
  void bytesAreUnsignedAndLabelsAreClasses() throws IOException {
    try (Dataset data = open(IMAGES, LABELS)) {
      Batch batch = new Batch(data.schema(), 1);
      data.read(1, batch.row());
      assertEquals(List.of(2, 3, 1), data.schema().columns().get(0).shape());
      assertEquals(8, data.schema().columns().get(1).classes().size());
      assertEquals(255, ((float[]) batch.array(0))[5]);
      assertEquals(7, ((int[]) batch.array(1))[0]);
    }
  }

  @Test
  void gzippedFilesAreTheSame() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(IMAGES);
    }
    try (Dataset data = open(zipped.toByteArray(), LABELS)) {
      assertEquals(2, data.size());
    }
  }

  @Test
  void messageNamesTheFileAndWhatIsWrong() throws IOException {
    DataException swapped = assertThrows(DataException.class, () -> open(LABELS, IMAGES));
    assertTrue(swapped.getMessage().contains("the order is idx:IMAGES,LABELS"));
    byte[] cut = java.util.Arrays.copyOf(IMAGES, 20);
    DataException shorter = assertThrows(DataException.class, () -> open(cut, LABELS));
    assertTrue(shorter.getMessage().contains("needs 12 bytes, got only 4"), shorter.getMessage());
    DataException missing =
        assertThrows(
            DataException.class,
            () -> new Idx().open(new Idx.Config("no-such-file", Optional.empty())));
    assertEquals("no-such-file: there is no such file", missing.getMessage());
  }

  /** A header that lies about 2³¹ elements must not take memory for them. */
  @Test
  void mutatedFilesGiveDataOrOneMessage() throws IOException {
    long seed = 7;
    Random random = new Random(seed);
    int count = Boolean.getBoolean("graft.long") ? 100_000 : 2_000;
    for (int i = 0; i < count; i++) {
      byte[] images = mutated(random, IMAGES);
      byte[] labels = random.nextBoolean() ? LABELS : mutated(random, LABELS);
      try (Dataset data = open(images, labels)) {
        assertTrue(data.size() <= 28, "seed " + seed + ", file " + i);
      } catch (DataException e) {
        assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
      }
    }
  }

  private static byte[] mutated(Random random, byte[] bytes) {
    byte[] copy = java.util.Arrays.copyOf(bytes, bytes.length - random.nextInt(3));
    for (int i = random.nextInt(4); i >= 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return copy;
  }
}
