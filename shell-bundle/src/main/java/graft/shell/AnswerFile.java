package graft.shell;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Predictions as CSV (RFC 4180, UTF-8): the fields of a line, with a column for each number of an
 * output, named by its class or its place where there are several.
 */
final class AnswerFile implements AutoCloseable {
  private final BufferedWriter out;
  private final List<String> classes;
  private boolean begun;

  AnswerFile(Path file, List<String> classes) throws IOException {
    this.classes = classes;
    out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }

  void add(Map<String, Object> line) {
    List<String> names = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    line.forEach(
        (name, value) -> {
          List<?> values = value instanceof List<?> list ? list : List.of(value);
          for (int i = 0; i < values.size(); i++) {
            names.add(values.size() == 1 ? name : name + " " + part(i, values.size()));
            fields.add(values.get(i) instanceof Double number ? exact(number) : values.get(i) + "");
          }
        });
    if (!begun) {
      write(names);
      begun = true;
    }
    write(fields);
  }

  private String part(int index, int width) {
    return width == classes.size() ? classes.get(index) : Integer.toString(index);
  }

  /** Outputs are floats as a rule: as few digits as tell them apart. */
  private static String exact(double number) {
    return (float) number == number ? Float.toString((float) number) : Double.toString(number);
  }

  private void write(List<String> fields) {
    try {
      out.write(String.join(",", fields.stream().map(AnswerFile::quoted).toList()) + "\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String field) {
    boolean isPlain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
