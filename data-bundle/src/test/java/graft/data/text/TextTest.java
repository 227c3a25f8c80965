package graft.data.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.GraftException;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.data.Mutations;
import graft.data.Rows;
import graft.data.file.Malformed;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class TextTest {
  @TempDir Path folder;

  private String file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content).toString();
  }

  private static void fails(Executable body, String... parts) {
    GraftException e = assertThrows(GraftException.class, body);
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  private static String[] texts(Dataset data) {
    return (String[]) Rows.of(data).array(0);
  }

  @Test
  void eachFileOfLinesIsAClass() throws IOException {
    var config =
        new TextLines.Config(
            List.of(file("rt.pos", "good\n\n fine \n"), file("rt.neg", "bad\n")),
            List.of(),
            "utf-8");
    try (Dataset data = new TextLines().open(config)) {
      assertArrayEquals(new String[] {"good", "fine", "bad"}, texts(data));
      assertEquals(List.of("neg", "pos"), data.schema().columns().get(1).classes());
      assertArrayEquals(new int[] {1, 1, 0}, (int[]) Rows.of(data).array(1));
    }
  }

  @Test
  void classesAreNamedByFilesOrByOption() throws IOException {
    List<String> files = List.of(file("ham.txt", "x"), file("spam.txt", "y"));
    assertEquals(List.of("ham", "spam"), classes(files, List.of()));
    assertEquals(List.of("a", "b"), classes(files, List.of("b", "a")));
    fails(
        () -> classes(List.of(files.get(0), files.get(0)), List.of()),
        "their names do not tell the classes");
    fails(() -> new TextLines.Config(files, List.of("a"), "utf-8"), "1 are named for 2 files");
  }

  private static List<String> classes(List<String> files, List<String> classes) {
    try (Dataset data = new TextLines().open(new TextLines.Config(files, classes, "utf-8"))) {
      return data.schema().columns().get(1).classes();
    }
  }

  @Test
  void otherLinesHaveTheClassesOfTraining() throws IOException {
    Schema like;
    List<String> files = List.of(file("a.pos", "x"), file("a.neg", "y"));
    try (Dataset data = new TextLines().open(new TextLines.Config(files, List.of(), "utf-8"))) {
      like = data.schema();
    }
    var positive = new TextLines.Config(files.subList(0, 1), List.of("pos"), "utf-8");
    try (Dataset data = new TextLines().open(positive, like)) {
      assertEquals(like, data.schema());
      assertArrayEquals(new int[] {1}, (int[]) Rows.of(data).array(1));
    }
    var alone = new TextLines.Config(files.subList(0, 1), List.of(), "utf-8");
    try (Dataset data = new TextLines().open(alone, like)) {
      assertEquals(1, data.schema().columns().size());
    }
    var other = new TextLines.Config(files.subList(0, 1), List.of("so"), "utf-8");
    fails(() -> new TextLines().open(other, like), "a.pos: 'so' is none of the classes");
  }

  @Test
  void linesInOtherEncodingsAreReadAndNamedIfMistaken() throws IOException {
    Path file = folder.resolve("w.txt");
    Files.write(file, "x\ncaf\u00e9 \u2026\n".getBytes(Charset.forName("windows-1252")));
    var config = new TextLines.Config(List.of(file.toString()), List.of(), "windows-1252");
    try (Dataset data = new TextLines().open(config)) {
      assertEquals("caf\u00e9 \u2026", texts(data)[1]);
    }
    var mistaken = new TextLines.Config(List.of(file.toString()), List.of(), "utf-8");
    fails(() -> new TextLines().open(mistaken), "w.txt line 2: byte e9 is no utf-8");
    var empty = new TextLines.Config(List.of(file("e.txt", " \n")), List.of(), "utf-8");
    fails(() -> new TextLines().open(empty), "e.txt: it has no line of text");
  }

  private TextFiles.Config files(Malformed malformed) {
    return new TextFiles.Config(
        folder.resolve("reviews").toString(),
        Optional.empty(),
        List.of(),
        "utf-8",
        List.of("txt"),
        malformed,
        Optional.empty());
  }

  @Test
  void eachFolderOfFilesIsAClassAndTestStandsBeside() throws IOException {
    file("reviews/train/pos/0.txt", "good\nfilm");
    file("reviews/train/neg/0.txt", "bad");
    file("reviews/train/neg/labels.csv", "no text");
    file("reviews/test/pos/1.txt", "fine");
    try (Dataset data = new TextFiles().open(files(Malformed.FAIL));
        Dataset test = new TextFiles().openTest(files(Malformed.FAIL)).orElseThrow()) {
      assertArrayEquals(new String[] {"bad", "good\nfilm"}, texts(data));
      assertEquals(folder.resolve("reviews/train/pos/0.txt").toString(), data.origin(1));
      assertArrayEquals(new String[] {"fine"}, texts(test));
      assertArrayEquals(new int[] {1}, (int[]) Rows.of(test).array(1));
      assertEquals(data.schema(), test.schema());
    }
  }

  @Test
  void malformedFileIsNamedOrSkipped() throws IOException {
    file("reviews/pos/0.txt", "good");
    Files.write(folder.resolve("reviews/pos/1.txt"), new byte[] {'a', '\n', (byte) 0xe9});
    fails(
        () -> new TextFiles().open(files(Malformed.FAIL)),
        "reviews/pos/1.txt line 2: byte e9 is no UTF-8");
    try (Dataset data = new TextFiles().open(files(Malformed.SKIP))) {
      assertEquals(1, data.size());
      assertTrue(data.notes().get(0).contains("skipped 1 malformed"), data.notes().toString());
    }
  }

  private Characters.Config characters(String file, int length, Optional<Integer> stride) {
    return new Characters.Config(file, length, stride, 0.25, "utf-8");
  }

  @Test
  void windowsOfCharactersPredictTheNext() throws IOException {
    // 12 characters, of which the last 3 are held back; vocabulary a b c d.
    var config = characters(file("t.txt", "abcdabcdabcd"), 3, Optional.of(2));
    try (Dataset data = new Characters().open(config)) {
      Batch batch = Rows.of(data);
      assertEquals(List.of("a", "b", "c", "d"), data.schema().columns().get(0).classes());
      // abcdabcda: windows at 0, 2, 4; one at 6 has no next character.
      assertArrayEquals(new int[] {0, 1, 2, 2, 3, 0, 0, 1, 2}, (int[]) batch.array(0));
      assertArrayEquals(new int[] {1, 2, 3, 3, 0, 1, 1, 2, 3}, (int[]) batch.array(1));
    }
    var two = characters(config.file(), 2, Optional.empty());
    try (Dataset test = new Characters().openTest(two).orElseThrow()) {
      assertArrayEquals(new int[] {1, 2}, (int[]) Rows.of(test).array(0));
      assertArrayEquals(new int[] {2, 3}, (int[]) Rows.of(test).array(1));
    }
    fails(
        () -> new Characters().openTest(config),
        "a window needs 4 characters, and the last part has 3");
  }

  @Test
  void otherTextMustHaveTheCharactersOfTraining() throws IOException {
    Schema like;
    try (Dataset data =
        new Characters().open(characters(file("t.txt", "abcdabcd"), 2, Optional.empty()))) {
      like = data.schema();
    }
    try (Dataset data =
        new Characters().open(characters(file("o.txt", "dddd"), 2, Optional.empty()), like)) {
      assertArrayEquals(new int[] {3, 3}, (int[]) Rows.of(data).array(0));
    }
    var other = characters(file("e.txt", "ab\nd"), 2, Optional.empty());
    fails(() -> new Characters().open(other, like), "e.txt line 1: the character '\n' was not");
  }

  /** 5,331 reviews of each class, windows-1252, as shared/data/README.md says. */
  @Test
  void reviewsOfFilmsAreRead() {
    Path data = Path.of(System.getProperty("graft.data", "none"), "text");
    Assumptions.assumeTrue(Files.exists(data), "needs text in " + data);
    List<String> files =
        List.of(data.resolve("rt-polarity.pos").toString(), data.resolve("rt-polarity.neg") + "");
    try (Dataset reviews =
        new TextLines().open(new TextLines.Config(files, List.of(), "windows-1252"))) {
      assertEquals(10_662, reviews.size());
      assertEquals(Column.Role.TARGET, reviews.schema().columns().get(1).role());
    }
  }

  @Test
  void mutatedLinesGiveDataOrOneMessage() throws IOException {
    String file = file("m.txt", "caf\u00e9 one\ntwo\r\nthree \u2026\n");
    var config = new TextLines.Config(List.of(file), List.of(), "utf-8");
    Mutations.survive(Path.of(file), () -> new TextLines().open(config));
  }

  @Test
  void mutatedTextsGiveWindowsOrOneMessage() throws IOException {
    Path file = folder.resolve("m.txt");
    Files.write(file, "caf\u00e9 one\ntwo three".getBytes(StandardCharsets.UTF_16));
    var config = new Characters.Config(file.toString(), 4, Optional.empty(), 0.25, "utf-16");
    Mutations.survive(file, () -> new Characters().open(config));
  }
}
