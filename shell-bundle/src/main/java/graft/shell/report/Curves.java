package graft.shell.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * What {@code metrics.csv} has: a column for each name, a value for each epoch, NaN where there is
 * none.
 */
record Curves(Map<String, double[]> columns) {
  private static final String VALIDATION = "validation_";

  static Curves read(Path run) throws IOException {
    Path file = run.resolve("metrics.csv");
    return of(Files.exists(file) ? Files.readString(file).lines().toList() : List.of());
  }

  static Curves of(List<String> lines) {
    Map<String, double[]> columns = new LinkedHashMap<>();
    String[] names = lines.isEmpty() ? new String[0] : lines.get(0).split(",");
    for (int i = 0; i < names.length; i++) {
      int column = i;
      columns.put(
          names[i], lines.stream().skip(1).mapToDouble(line -> value(line, column)).toArray());
    }
    return new Curves(columns);
  }

  private static double value(String line, int column) {
    String[] fields = line.split(",", -1);
    try {
      return column < fields.length ? Double.parseDouble(fields[column]) : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN; // a line that was cut off
    }
  }

  int epochs() {
    return column("epoch").length;
  }

  double[] column(String name) {
    return columns.getOrDefault(name, new double[0]);
  }

  /** A chart for the loss and for each metric, as JSON values. */
  List<Map<String, Object>> charts() {
    List<Map<String, Object>> charts = new ArrayList<>();
    for (String name : columns.keySet()) {
      boolean isAxis = List.of("epoch", "step", "seconds").contains(name);
      if (!isAxis && !name.startsWith(VALIDATION)) {
        Map<String, Object> chart = new LinkedHashMap<>();
        chart.put("name", name);
        chart.put("training", numbers(column(name)));
        chart.put("validation", numbers(column(VALIDATION + name)));
        charts.add(chart);
      }
    }
    return charts;
  }

  /** JSON has no NaN: null is a gap in the line. */
  static List<Double> numbers(double[] values) {
    List<Double> numbers = new ArrayList<>();
    DoubleStream.of(values).forEach(v -> numbers.add(Double.isFinite(v) ? (Double) v : null));
    return numbers;
  }
}
