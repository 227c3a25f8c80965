package graft.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import graft.api.DType;
import graft.api.DataException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.NdArray;
import graft.api.SourceType;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;

/**
 * Tables of numbers: {@code csv:FILE,label=quality}. All columns but the label become one column
 * {@code features} f32 (columns); the label becomes a target f32, or i32 with named classes
 * (sorted) if most of its values are no numbers. RFC 4180 quoting; UTF-8.
 */
@Component
@SourceType("csv")
@Doc("A CSV file of numbers with a label column")
public final class Csv implements DataSource<Csv.Config> {
  /** The file and how to read it. */
  public record Config(
      @Doc("the file") String file,
      @Default("last") @Doc("the label: a column's name, its index from 0, last, or none")
          String label,
      @Default("true") @Doc("whether the first line has the columns' names") boolean header,
      @Default("\",\"") @Doc("the separator, one character") String separator) {}

  private record Table(String file, List<String> names, List<CsvRecord> rows) {}

  @Override
  public Dataset open(Config config) {
    Table table = read(config);
    int label = label(config, table);
    int width = table.names().size();
    int count = table.rows().size();
    int[] features = IntStream.range(0, width).filter(i -> i != label).toArray();
    if (features.length == 0) {
      throw new DataException(config.file(), "there is no column beside the label", "");
    }
    float[] values = new float[count * features.length];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < features.length; i++) {
        values[row * features.length + i] = number(table, row, features[i]);
      }
    }
    List<Column> columns = new ArrayList<>();
    List<NdArray> arrays = new ArrayList<>();
    columns.add(
        new Column(
            "features", Column.Role.FEATURE, DType.F32, List.of(features.length), List.of()));
    arrays.add(new NdArray(values, count, features.length));
    if (label >= 0) {
      addLabel(table, label, columns, arrays);
    }
    return new ArrayDataset(new Schema(columns), arrays);
  }

  private static Table read(Config config) {
    if (config.separator().length() != 1) {
      throw new DataException(
          config.file(), "separator must be one character, got '" + config.separator() + "'", "");
    }
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(config.separator().charAt(0))
            .skipEmptyLines(true)
            // Counted below, where the message can say what was expected.
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(Path.of(config.file()))) {
      List<CsvRecord> rows = new ArrayList<>();
      reader.forEach(rows::add);
      return table(config, rows);
    } catch (NoSuchFileException e) {
      throw new DataException(config.file(), "there is no such file", "");
    } catch (CsvParseException | IOException | UncheckedIOException e) {
      String reason = Files.isDirectory(Path.of(config.file())) ? "it is a folder" : e.getMessage();
      throw new DataException(config.file(), "cannot be read as CSV: " + reason, "");
    }
  }

  private static Table table(Config config, List<CsvRecord> rows) {
    if (rows.size() < (config.header() ? 2 : 1)) {
      throw new DataException(config.file(), "it has no row of data", "");
    }
    List<String> first = rows.get(0).getFields();
    if (config.header() && first.stream().allMatch(Csv::isNumber)) {
      throw new DataException(
          config.file() + " line 1",
          "a header was expected, and all its fields are numbers",
          "say header=false");
    }
    List<String> names =
        config.header()
            ? first.stream().map(String::strip).toList()
            : IntStream.range(0, first.size()).mapToObj(i -> "column " + i).toList();
    List<CsvRecord> body = config.header() ? rows.subList(1, rows.size()) : rows;
    for (CsvRecord row : body) {
      if (row.getFieldCount() != names.size()) {
        throw new DataException(
            config.file() + " line " + row.getStartingLineNumber(),
            "expected " + names.size() + " fields, got " + row.getFieldCount(),
            "is the separator right? It is '" + config.separator() + "'");
      }
    }
    return new Table(config.file(), names, body);
  }

  private static int label(Config config, Table table) {
    String label = config.label();
    if (label.equals("none")) {
      return -1;
    }
    if (label.equals("last")) {
      return table.names().size() - 1;
    }
    int named = table.names().indexOf(label);
    if (named >= 0) {
      return named;
    }
    if (label.matches("\\d{1,6}") && Integer.parseInt(label) < table.names().size()) {
      return Integer.parseInt(label);
    }
    throw new DataException(
        config.file(),
        "there is no label column '" + label + "'",
        "columns are " + String.join(", ", table.names()) + "; or an index from 0, last, none");
  }

  private static void addLabel(Table table, int label, List<Column> columns, List<NdArray> arrays) {
    String name = table.names().get(label);
    int count = table.rows().size();
    long numbers = table.rows().stream().filter(r -> isNumber(r.getField(label))).count();
    if (numbers > count / 2) { // a word among numbers is a mistake, not a class
      float[] values = new float[count];
      for (int row = 0; row < count; row++) {
        values[row] = number(table, row, label);
      }
      columns.add(new Column(name, Column.Role.TARGET, DType.F32, List.of(), List.of()));
      arrays.add(new NdArray(values, count));
      return;
    }
    TreeSet<String> classes = new TreeSet<>();
    table.rows().forEach(r -> classes.add(r.getField(label).strip()));
    List<String> sorted = List.copyOf(classes);
    int[] values = new int[count];
    for (int row = 0; row < count; row++) {
      values[row] = sorted.indexOf(table.rows().get(row).getField(label).strip());
    }
    columns.add(new Column(name, Column.Role.TARGET, DType.I32, List.of(), sorted));
    arrays.add(new NdArray(values, count));
  }

  private static boolean isNumber(String text) {
    try {
      Double.parseDouble(text.strip());
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static float number(Table table, int row, int column) {
    CsvRecord record = table.rows().get(row);
    String text = record.getField(column).strip();
    float value = isNumber(text) ? Float.parseFloat(text) : Float.NaN;
    if (!Float.isFinite(value)) {
      throw new DataException(
          table.file()
              + " line "
              + record.getStartingLineNumber()
              + ", column '"
              + table.names().get(column)
              + "'",
          "expected a finite number, got '" + text + "'",
          "");
    }
    return value;
  }
}
