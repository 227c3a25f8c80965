package graft.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.GraftException;
import graft.api.data.Batch;
import graft.api.data.Dataset;
import graft.data.Mutations;
import graft.data.Rows;
import graft.data.file.Malformed;
import graft.data.file.TarWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  /** Two pixels beside each other: red, and a bluish grey. */
  private static final int[] COLOURS = {0xff0000, 0x336699};

  @TempDir Path folder;

  private static byte[] image(String format, int type, int height, int width) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          image.getRaster().setSample(x, y, 0, x == 0 ? 51 : 102);
        } else {
          image.setRGB(x, y, COLOURS[x % 2]);
        }
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      assertTrue(ImageIO.write(image, format, out));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static byte[] png() {
    return image("png", BufferedImage.TYPE_INT_RGB, 1, 2);
  }

  private Path put(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private Images.Config config(String path) {
    return config(path, List.of(), 3, Malformed.FAIL);
  }

  private Images.Config config(String path, List<Integer> size, int channels, Malformed malformed) {
    return new Images.Config(
        folder.resolve(path).toString(),
        Optional.empty(),
        List.of(),
        size,
        channels,
        malformed,
        Optional.of(folder.resolve("bad.csv").toString()));
  }

  private static void fails(Executable body, String... parts) {
    GraftException e = assertThrows(GraftException.class, body);
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void eachFolderIsAClassAndColoursAreParts() throws IOException {
    put("set/dog/1.png", png());
    put("set/cat/1.bmp", image("bmp", BufferedImage.TYPE_INT_RGB, 1, 2));
    put("set/cat/2.gif", image("gif", BufferedImage.TYPE_INT_RGB, 1, 2));
    put("set/cat/notes.txt", new byte[1]);
    try (Dataset data = new Images().open(config("set"))) {
      assertEquals(List.of(1, 2, 3), data.schema().columns().get(0).shape());
      assertEquals(List.of("cat", "dog"), data.schema().columns().get(1).classes());
      assertEquals(folder.resolve("set/dog/1.png").toString(), data.origin(2));
      Batch batch = Rows.of(data);
      assertArrayEquals(new int[] {0, 0, 1}, (int[]) batch.array(1));
      float[] pixels = (float[]) batch.array(0);
      for (int image = 0; image < 3; image++) {
        float[] expected = {1, 0, 0, 0x33 / 255f, 0x66 / 255f, 0x99 / 255f};
        assertArrayEquals(expected, java.util.Arrays.copyOfRange(pixels, image * 6, image * 6 + 6));
      }
    }
  }

  @Test
  void greyIsTakenAsItIsAndColoursByTheirLuma() throws IOException {
    put("set/a/1.png", image("png", BufferedImage.TYPE_BYTE_GRAY, 1, 2));
    put("set/a/2.png", png());
    try (Dataset data = new Images().open(config("set", List.of(), 1, Malformed.FAIL))) {
      // 0.299·255; 0.299·51 + 0.587·102 + 0.114·153 = 92.565, of 255.
      float[] expected = {0.2f, 0.4f, 0.299f, 0.363f};
      assertArrayEquals(expected, (float[]) Rows.of(data).array(0), 1e-5f);
    }
    try (Dataset data = new Images().open(config("set"))) {
      float[] pixels = (float[]) Rows.of(data).array(0);
      assertArrayEquals(
          new float[] {.2f, .2f, .2f, .4f, .4f, .4f}, java.util.Arrays.copyOf(pixels, 6), 1e-6f);
    }
  }

  @Test
  void imagesAreScaledBetweenTheCentresOfPixels() throws IOException {
    put("set/a/1.png", image("png", BufferedImage.TYPE_BYTE_GRAY, 1, 2));
    var config = config("set", List.of(2, 4), 1, Malformed.FAIL);
    try (Dataset data = new Images().open(config)) {
      // Centres at ¼, ¾, 1¼, 1¾ of two pixels with centres at ½, 1½: 51, 63.75, 89.25, 102.
      float[] row = {0.2f, 0.25f, 0.35f, 0.4f, 0.2f, 0.25f, 0.35f, 0.4f};
      assertArrayEquals(row, (float[]) Rows.of(data).array(0), 1e-6f);
    }
  }

  @Test
  void archiveIsReadAsAFolderAndTestStandsBesideTrain() throws IOException {
    byte[] tar =
        new TarWriter()
            .file("cifar/train/cat/1.png", png())
            .file("cifar/train/dog/1.png", png())
            .file("cifar/train/fox/1.png", png())
            .file("cifar/test/dog/2.png", png())
            .bytes();
    put("set.tar", tar);
    try (Dataset data = new Images().open(config("set.tar"));
        Dataset test = new Images().openTest(config("set.tar")).orElseThrow()) {
      assertEquals(3, data.size());
      assertEquals(data.schema(), test.schema());
      assertArrayEquals(new int[] {1}, (int[]) Rows.of(test).array(1));
    }
    var two =
        new Images.Config(
            folder.resolve("set.tar").toString(),
            Optional.of("train"),
            List.of("cat", "fox"),
            List.of(),
            3,
            Malformed.FAIL,
            Optional.empty());
    try (Dataset data = new Images().open(two)) {
      assertEquals(List.of("cat", "fox"), data.schema().columns().get(1).classes());
    }
    var folderMissing =
        new Images.Config(
            two.path(),
            Optional.of("dev"),
            List.of(),
            List.of(),
            3,
            Malformed.FAIL,
            Optional.empty());
    fails(() -> new Images().open(folderMissing), "no folder 'dev'", "there are test, train");
  }

  @Test
  void damagedImageIsNamedOrLeftOut() throws IOException {
    put("set/a/1.png", png());
    put("set/a/2.png", java.util.Arrays.copyOf(png(), 40));
    put("set/b/3.jpg", "no image".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    fails(() -> Rows.of(new Images().open(config("set"))), "set/b/3.jpg: it is no image");
    var skipped = config("set", List.of(), 3, Malformed.SKIP);
    try (Dataset data = new Images().open(skipped)) {
      assertEquals(1, data.size());
      assertTrue(data.notes().get(0).contains("skipped 2 malformed"), data.notes().toString());
    }
    try (Dataset data = new Images().open(config("set", List.of(), 3, Malformed.QUARANTINE))) {
      assertEquals(1, data.size());
      List<String> lines = Files.readAllLines(folder.resolve("bad.csv"));
      assertTrue(lines.get(0).endsWith(",a/2.png"), lines.toString());
    }
    var lazy = config("set", List.of(1, 2), 3, Malformed.FAIL);
    Files.delete(folder.resolve("set/b/3.jpg"));
    try (Dataset data = new Images().open(lazy)) {
      fails(() -> Rows.of(data), "set/a/2.png: the image is damaged");
    }
  }

  @Test
  void imagesOfOtherSizesAreRefusedUnlessScaled() throws IOException {
    put("set/a/1.png", png());
    put("set/a/2.png", image("png", BufferedImage.TYPE_INT_RGB, 2, 2));
    fails(
        () -> new Images().open(config("set")),
        "set/a/2.png: it has 2x2 pixels, expected 1x2 as the others",
        "say size=1;2");
    try (Dataset like = new Images().open(config("set", List.of(3, 3), 1, Malformed.FAIL));
        Dataset data = new Images().open(config("set/a/2.png"), like.schema())) {
      assertEquals(1, data.size());
      assertEquals(like.schema().columns().subList(0, 1), data.schema().columns());
    }
  }

  @Test
  void headerThatClaimsMorePixelsThanBytesCanHoldIsRefused() throws IOException {
    byte[] lying = png();
    lying[16 + 1] = 1; // width 65,538
    lying[20 + 1] = 1; // height 65,537
    put("set/a/1.png", lying);
    fails(() -> new Images().open(config("set")), "1.png: its header says 65537x65538 pixels");
  }

  @Test
  void manyThreadsReadTheSame() throws IOException {
    for (int i = 0; i < 20; i++) {
      put("set/a/" + i + ".jpg", image("jpg", BufferedImage.TYPE_INT_RGB, 8, 8));
    }
    try (Dataset data = new Images().open(config("set"))) {
      float[] expected = (float[]) Rows.of(data).array(0);
      Batch batch = new Batch(data.schema(), 20);
      IntStream.range(0, 20).parallel().forEach(i -> data.read(i, batch.row().at(i)));
      assertArrayEquals(expected, (float[]) batch.array(0));
    }
  }

  /** 1,000 and 200 JPEG files a class, as shared/data/README.md says. */
  @Test
  void cifarIsRead() {
    Path tar = Path.of(System.getProperty("graft.data", "none"), "cifar10-jpg.tar");
    Assumptions.assumeTrue(Files.exists(tar), "needs " + tar);
    var config = config(tar.toString());
    try (Dataset data = new Images().open(config);
        Dataset test = new Images().openTest(config).orElseThrow()) {
      assertEquals(10_000, data.size());
      assertEquals(2_000, test.size());
      assertEquals("airplane", data.schema().columns().get(1).classes().get(0));
    }
  }

  @Test
  void mutatedImagesGiveDataOrOneMessage() throws IOException {
    for (String format : List.of("png", "jpg", "gif", "bmp")) {
      Path file = put("m/a/1." + format, image(format, BufferedImage.TYPE_INT_RGB, 8, 8));
      Mutations.survive(file, 4, () -> new Images().open(config("m")));
      Files.delete(file);
    }
  }

  @Test
  void mutatedArchivesGiveDataOrOneMessage() throws IOException {
    byte[] tar =
        new TarWriter().file("a/1.png", png()).pax("path", "b/2.png").file("b", png()).bytes();
    Path file = put("m.tar", tar);
    Mutations.survive(file, () -> new Images().open(config("m.tar")));
    Path zipped = folder.resolve("m.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(tar);
    }
    Mutations.survive(zipped, 4, () -> new Images().open(config("m.tar.gz")));
  }
}
