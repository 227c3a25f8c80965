package graft.data.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarTest {
  @TempDir Path folder;

  private Path tar(TarWriter writer) throws IOException {
    return Files.write(folder.resolve("a.tar"), writer.bytes());
  }

  private static String text(FileTree tree, String name) {
    return new String(tree.read(name), StandardCharsets.UTF_8);
  }

  @Test
  void filesAreReadInAnyOrderUnderTheirNames() throws IOException {
    String longName = "d/" + "x".repeat(150) + ".txt";
    Path file =
        tar(
            new TarWriter()
                .folder("d/")
                .file("./d/b.txt", "second")
                .file("d/a.txt", "first")
                .pax("path", longName)
                .file("d/short", "pax")
                .longName("e/" + "y".repeat(120))
                .file("e/short", "gnu")
                .file("d/.hidden", "no"));
    try (FileTree tree = FileTree.open(file.toString())) {
      assertEquals(List.of("d/a.txt", "d/b.txt", longName, "e/" + "y".repeat(120)), tree.names());
      assertEquals("second", text(tree, "d/b.txt"));
      assertEquals("first", text(tree, "d/a.txt"));
      assertEquals("pax", text(tree, longName));
    }
  }

  @Test
  void compressedArchiveIsTheSame() throws IOException {
    Path file = folder.resolve("a.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(new TarWriter().file("a", "first").bytes());
    }
    try (FileTree tree = FileTree.open(file.toString())) {
      assertEquals("first", text(tree, "a"));
    }
  }

  @Test
  void messageNamesThePlaceAndWhatIsWrong() throws IOException {
    byte[] bytes = new TarWriter().file("a", "first").bytes();
    bytes[0] = 'b';
    assertFails(bytes, "a.tar at byte 0: a header whose checksum is wrong");
    byte[] lying = new TarWriter().size(1_000_000).file("a", "first").bytes();
    assertFails(lying, "'a' should have 1000000 bytes, left are");
    assertFails(new byte[1024], "there is no file in this archive");
    DataException missing =
        assertThrows(DataException.class, () -> FileTree.open("no-such-folder"));
    assertEquals("no-such-folder: there is no such folder or archive", missing.getMessage());
  }

  private void assertFails(byte[] bytes, String part) throws IOException {
    Path file = Files.write(folder.resolve("a.tar"), bytes);
    DataException e =
        assertThrows(DataException.class, () -> FileTree.open(file.toString()).close());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
