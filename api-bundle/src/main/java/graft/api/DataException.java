package graft.api;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Data is malformed, missing, or outside of what a model can take. */
public final class DataException extends GraftException {
  private static final long serialVersionUID = 1;

  public DataException(String what, String hint) {
    this("", what, hint);
  }

  public DataException(String where, String what, String hint) {
    super(where, what, hint);
  }

  /** What went wrong in words; a FileSystemException's own message may be a bare file name. */
  public static String reason(IOException e) {
    if (e instanceof FileSystemException fault && fault.getReason() != null) {
      return fault.getReason();
    } else if (e instanceof NoSuchFileException) {
      return "there is no " + e.getMessage();
    } else if (e instanceof FileAlreadyExistsException) {
      return "a file is in the way: " + e.getMessage();
    } else if (e instanceof AccessDeniedException) {
      return "access to " + e.getMessage() + " is denied";
    }
    return e instanceof FileSystemException || e.getMessage() == null
        ? e.toString()
        : e.getMessage();
  }

  @Override
  protected GraftException copy(String newWhere) {
    return new DataException(newWhere, what(), hint());
  }
}
