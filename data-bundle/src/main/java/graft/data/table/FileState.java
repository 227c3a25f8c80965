package graft.data.table;

import graft.api.DataException;
import graft.data.file.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** A file's size and time: what was counted in it holds as long as they stay. */
record FileState(String file, long size, FileTime modified) {
  static FileState of(String file) {
    try {
      Path path = Path.of(file);
      return new FileState(file, Files.size(path), Files.getLastModifiedTime(path));
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }

  void requireUnchanged() {
    if (!equals(of(file))) {
      throw new DataException(file, "it changed since it was opened", "start again");
    }
  }
}
