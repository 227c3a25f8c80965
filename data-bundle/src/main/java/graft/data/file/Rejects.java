package graft.data.file;

import de.siegmar.fastcsv.writer.CsvWriter;
import graft.api.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The malformed examples of one reading, treated as the policy says. A quarantine file is CSV: in
 * each row what is wrong, then the fields as they were; it appears when the reading ends.
 */
public final class Rejects implements AutoCloseable {
  private static final int SHOWN = 3;

  private final Malformed policy;
  private final String source;
  private final Path quarantine;
  private final List<String> first = new ArrayList<>();
  private long count;
  private @Nullable CsvWriter writer;

  /**
   * @param source the file or folder that is read
   * @param quarantine where malformed examples go, by default {@code SOURCE.quarantine.csv}
   */
  public Rejects(Malformed policy, String source, Optional<String> quarantine) {
    this.policy = policy;
    this.source = source;
    this.quarantine =
        Path.of(quarantine.orElse(source.replaceAll("[/\\\\]+$", "") + ".quarantine.csv"));
    if (policy == Malformed.QUARANTINE) {
      checkTarget();
    }
  }

  /** The file is replaced when the reading ends: what is read must not be lost by that. */
  private void checkTarget() {
    boolean folder = Files.isDirectory(quarantine);
    if (folder || isSource()) {
      throw new DataException(
          "quarantine",
          "expected a file of its own, got "
              + (folder ? "the folder " : "the data itself, ")
              + quarantine,
          "say quarantine=FILE");
    }
  }

  private boolean isSource() {
    try {
      return Files.exists(quarantine) && Files.isSameFile(quarantine, Path.of(source));
    } catch (IOException e) {
      return false; // the source cannot be read then, which its reader says better
    }
  }

  /** Of a second pass: they were counted in the first. */
  public static Rejects silent(Malformed policy) {
    Malformed again = policy == Malformed.QUARANTINE ? Malformed.SKIP : policy;
    return new Rejects(again, "", Optional.empty());
  }

  /**
   * Leaves an example out.
   *
   * @param fields what it was
   * @throws DataException the fault itself if the policy is to fail
   */
  public void add(DataException fault, List<String> fields) {
    if (policy == Malformed.FAIL) {
      throw fault;
    }
    if (first.size() < SHOWN) {
      first.add(fault.getMessage());
    }
    count++;
    if (policy == Malformed.QUARANTINE) {
      List<String> row = new ArrayList<>(List.of(fault.getMessage()));
      row.addAll(fields);
      write(row);
    }
  }

  private void write(List<String> row) {
    try {
      if (writer == null) {
        writer = CsvWriter.builder().build(part(), StandardCharsets.UTF_8);
      }
      writer.writeRecord(row);
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(e);
    }
  }

  private Path part() {
    return quarantine.resolveSibling(quarantine.getFileName() + ".part");
  }

  private DataException unwritable(Exception e) {
    return new DataException(
        quarantine.toString(), "cannot be written: " + e.getMessage(), "say quarantine=FILE");
  }

  public long count() {
    return count;
  }

  /** What the user should know: how many, the first of them, where they are now. */
  public List<String> notes() {
    if (count == 0) {
      return List.of();
    }
    String done = policy == Malformed.SKIP ? "skipped " : "moved to " + quarantine + ": ";
    String more = count > first.size() ? "; …" : "";
    return List.of(
        source + ": " + done + count + " malformed (" + String.join("; ", first) + more + ")");
  }

  /** Ends the reading: the quarantine file appears. */
  public void finish() {
    if (writer != null) {
      try {
        writer.close();
        writer = null;
        Files.move(part(), quarantine, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException | UncheckedIOException e) {
        throw unwritable(e);
      }
    }
  }

  /** Leaves no half-written file behind if the reading did not end. */
  @Override
  public void close() {
    if (writer != null) {
      try {
        writer.close();
        Files.deleteIfExists(part());
      } catch (IOException | UncheckedIOException e) {
        throw unwritable(e);
      }
    }
  }
}
