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
  void otherFilesHaveTheClassesOfTraining() throws IOException {
    byte[] low = {0, 0, 8, 1, 0, 0, 0, 2, 0, 1};
    Idx.Config other = new Idx.Config(file("images", IMAGES), Optional.of(file("low", low)));
    try (Dataset training = open(IMAGES, LABELS);
        Dataset data = new Idx().open(other, training.schema())) {
      assertEquals(training.schema(), data.schema());
    }
    try (Dataset training = new Idx().open(other)) {
      Idx.Config high = new Idx.Config(other.images(), Optional.of(file("labels", LABELS)));
      DataException e =
          assertThrows(DataException.class, () -> new Idx().open(high, training.schema()));
      assertTrue(
          e.getMessage().endsWith("labels: a label is 7, the training data had 2 classes"),
          e.getMessage());
    }
  }

  @Test
  void messageNamesTheFileAndWhatIsWrong() throws IOException {
    DataException swapped = assertThrows(DataException.class, () -> open(LABELS, IMAGES));
    assertTrue(swapped.getMessage().contains("the order is idx:IMAGES,LABELS"));
    byte[] cut = java.util.Arrays.copyOf(IMAGES, 20);
    DataException shorter = assertThrows(DataException.class, () -> open(cut, LABELS));
    assertTrue(shorter.getMessage().contains("needs 12 bytes, got only 4"), shorter.getMessage());
    byte[] flat = java.util.Arrays.copyOf(IMAGES, 16);
    flat[11] = 0;
    DataException empty = assertThrows(DataException.class, () -> open(flat, LABELS));
    assertTrue(empty.getMessage().contains("impossible sizes [2, 0"), empty.getMessage());
    DataException missing =
        assertThrows(
            DataException.class,
            () -> new Idx().open(new Idx.Config("no-such-file", Optional.empty())));
    assertEquals("no-such-file: there is no such file", missing.getMessage());
  }

  @Test
  void mutatedFilesGiveDataOrOneMessage() throws IOException {
    Path images = Path.of(file("images.idx", IMAGES));
    Path labels = Path.of(file("labels.idx", LABELS));
    Idx.Config config = new Idx.Config(images.toString(), Optional.of(labels.toString()));
    Mutations.survive(images, () -> new Idx().open(config));
    Mutations.survive(labels, () -> new Idx().open(config));
  }
}
