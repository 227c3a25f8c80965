package graft.core.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Files that are there whole or not at all, whenever the process or the machine stops: a temporary
 * file in the same folder is written and forced to the disk, renamed, and the folder is forced.
 */
final class AtomicFile {
  private AtomicFile() {}

  /** Replaces a file's content. */
  static void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(RunFolder.TEMPORARY + file.getFileName());
    try {
      Files.writeString(temporary, text, StandardCharsets.UTF_8);
      force(temporary);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Waits until a file's bytes are on the disk. */
  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Waits until the names in a folder are on the disk. */
  static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException e) {
      // Windows opens no folders, and orders renames in its journal.
      return;
    }
  }

  /** Deletes a folder and all below it, or a file. */
  static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (var children = Files.newDirectoryStream(path)) {
        for (Path child : children) {
          delete(child);
        }
      }
    }
    Files.deleteIfExists(path);
  }
}
