package graft.shell;

import graft.api.DataException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Predictions as CSV (RFC 4180, UTF-8): the fields of a line, with a column for each number of an
 * output, named by its class or its place where there are several. The file appears, or takes the
 * place of an older one, when it is complete.
 */
final class AnswerFile implements AutoCloseable {
  private final Path file;

  /** What is written to; the file itself if that is a device or a pipe, as /dev/stdout. */
  private final Path part;

  private final BufferedWriter out;
  private final Map<String, List<String>> classes;
  private boolean begun;

  AnswerFile(Path file, Map<String, List<String>> classes) {
    this.file = file;
    this.classes = classes;
    if (Files.isDirectory(file) || file.getFileName() == null) {
      throw new DataException(
          file.toString(), "cannot be written: it is a folder", "say --output FILE.csv");
    }
    boolean plain = Files.isRegularFile(file) || !Files.exists(file);
    part = plain ? file.resolveSibling(file.getFileName() + ".part") : file;
    try {
      out = Files.newBufferedWriter(part, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private DataException unwritable(IOException e) {
    return new DataException(file.toString(), "cannot be written: " + DataException.reason(e), "");
  }

  void add(Map<String, Object> line) {
    List<String> names = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    line.forEach(
        (name, value) -> {
          List<?> values = value instanceof List<?> list ? list : List.of(value);
          for (int i = 0; i < values.size(); i++) {
            names.add(values.size() == 1 ? name : name + " " + part(name, i, values.size()));
            fields.add(values.get(i) instanceof Double number ? exact(number) : values.get(i) + "");
          }
        });
    if (!begun) {
      write(names);
      begun = true;
    }
    write(fields);
  }

  private String part(String output, int index, int width) {
    List<String> names = classes.getOrDefault(output, List.of());
    return width == names.size() ? names.get(index) : Integer.toString(index);
  }

  /** Outputs are floats as a rule: as few digits as tell them apart. */
  private static String exact(double number) {
    return (float) number == number ? Float.toString((float) number) : Double.toString(number);
  }

  private void write(List<String> fields) {
    try {
      out.write(String.join(",", fields.stream().map(AnswerFile::quoted).toList()) + "\r\n");
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static String quoted(String field) {
    boolean isPlain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  /** All answers are there: the file appears. */
  void finish() {
    try {
      out.close();
      if (!part.equals(file)) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Leaves no half-written file behind if not all answers are there. */
  @Override
  public void close() throws IOException {
    out.close();
    if (!part.equals(file)) {
      Files.deleteIfExists(part);
    }
  }
}
