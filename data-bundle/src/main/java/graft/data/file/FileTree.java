package graft.data.file;

import graft.api.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Files under names with slashes between folders: those of a folder, or of a tar archive, which is
 * read in place. Several threads may read at once.
 */
public interface FileTree extends AutoCloseable {
  /** What it was opened as. */
  String root();

  /** The names of all files but hidden ones, sorted. */
  List<String> names();

  /**
   * The content of a file.
   *
   * @throws DataException if it cannot be read; the message names it
   */
  byte[] read(String name);

  @Override
  void close();

  /** Where a file is, for messages. */
  default String place(String name) {
    return root() + "/" + name;
  }

  /**
   * Opens a folder or an archive ({@code .tar}, {@code .tar.gz}, {@code .tgz}).
   *
   * @throws DataException if there is no such thing, or the archive is damaged
   */
  static FileTree open(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    if (Files.isDirectory(Path.of(path))) {
      return Folder.list(path);
    }
    if (lower.endsWith(".tar")) {
      return Tar.open(path, false);
    }
    if (lower.endsWith(".tar.gz") || lower.endsWith(".tgz")) {
      return Tar.open(path, true);
    }
    boolean exists = Files.exists(Path.of(path));
    throw new DataException(
        path,
        exists ? "it is no folder and no archive" : "there is no such folder or archive",
        exists ? "archives are .tar, .tar.gz, .tgz" : "");
  }

  /** True for what file managers leave behind. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.contains("/.") || name.endsWith("Thumbs.db");
  }

  /** A folder on disk. */
  record Folder(String root, List<String> names) implements FileTree {
    static Folder list(String root) {
      Path path = Path.of(root);
      try (Stream<Path> files = Files.walk(path)) {
        return new Folder(
            root,
            files
                .filter(Files::isRegularFile)
                .map(file -> path.relativize(file).toString().replace('\\', '/'))
                .filter(name -> !isHidden(name))
                .sorted()
                .toList());
      } catch (IOException | java.io.UncheckedIOException e) {
        throw new DataException(root, "cannot be listed: " + e.getMessage(), "");
      }
    }

    @Override
    public String place(String name) {
      return Path.of(root, name).normalize().toString();
    }

    @Override
    public byte[] read(String name) {
      try {
        return Files.readAllBytes(Path.of(root, name));
      } catch (IOException e) {
        throw TextFile.unreadable(place(name), e);
      }
    }

    @Override
    public void close() {}
  }
}
