package graft.data.table;

import de.siegmar.fastcsv.reader.CsvRecord;
import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.data.file.Loaded;
import graft.data.file.Numerals;
import graft.data.file.Rejects;
import graft.data.file.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens a table in two passes over its file, since what a column is depends on all its values: the
 * first counts and infers, the second checks every row, and keeps it unless the table is streamed.
 */
final class TableReader {
  private final TableConfig config;
  private final TextFile text;
  private final char separator;
  private final @Nullable Character quote;

  /** A reader with a format's own separator and quote, where the configuration has none. */
  TableReader(TableConfig config, String separator, String quote) {
    this.config = config;
    this.text = TextFile.of(config.file(), config.encoding());
    this.separator = TableConfig.character("separator", config.separator().orElse(separator));
    String mark = config.quote().orElse(quote);
    this.quote = mark.equals("none") ? null : TableConfig.character("quote", mark);
    if (this.quote != null && this.quote == this.separator) {
      throw new ConfigException(
          "separator and quote: expected two different characters, got '" + mark + "' for both",
          "quote=none reads fields as they are");
    }
  }

  private record Scan(List<String> names, long rows, List<ColumnScan> columns) {}

  Dataset open() {
    Scan scan = scan(Optional.empty());
    return open(scan, new Layout(config, scan.names()).infer(scan.columns()));
  }

  Dataset open(Schema like) {
    Scan scan = scan(Optional.of(like));
    return open(scan, new Layout(config, scan.names()).like(like));
  }

  private Scan scan(Optional<Schema> like) {
    try (Records records = new Records(text, separator, quote)) {
      CsvRecord first = records.next();
      if (first == null) {
        throw new DataException(config.file(), "it has no row of data", "");
      }
      List<String> names = names(first, like);
      Layout layout = new Layout(config, names);
      if (like.isEmpty()) {
        layout.check(); // before the pass over the data
      }
      Set<Integer> labels = layout.labels();
      List<ColumnScan> columns =
          IntStream.range(0, names.size())
              .mapToObj(i -> new ColumnScan(labels.contains(i)))
              .toList();
      Predicate<String> missing = RowParser.missing(config);
      long rows = 0;
      CsvRecord record = config.header() ? records.next() : first;
      for (; record != null; record = records.next()) {
        rows++;
        if (record.getFieldCount() == names.size()) {
          for (int i = 0; i < names.size(); i++) {
            String value = record.getField(i).strip();
            if (!missing.test(value)) {
              columns.get(i).accept(value);
            }
          }
        }
      }
      if (rows == 0) {
        throw new DataException(config.file(), "it has no row of data", "");
      }
      return new Scan(names, rows, columns);
    }
  }

  private List<String> names(CsvRecord first, Optional<Schema> like) {
    List<String> fields = first.getFields();
    requireSeparated(fields);
    if (!config.header()) {
      return given(fields.size(), like);
    }
    String place = config.file() + " line " + first.getStartingLineNumber();
    if (2 * fields.stream().filter(f -> Numerals.isNumber(f.strip())).count() >= fields.size()) {
      throw new DataException(
          place, "a header was expected, and its fields are numbers", "say header=false");
    }
    List<String> names = new ArrayList<>();
    for (String field : fields) {
      String name = field.isBlank() ? Layout.NAMELESS + names.size() : field.strip();
      if (names.contains(name)) {
        throw new DataException(place, "two columns are named '" + name + "'", "rename one");
      }
      names.add(name);
    }
    return names;
  }

  /**
   * The names of a file without a header. Other data than those of training may lack the labels and
   * weights, all of them: only the number of fields tells.
   */
  private List<String> given(int fields, Optional<Schema> like) {
    List<String> features = elements(like, true);
    List<String> others = elements(like, false);
    List<String> names =
        config.names().isEmpty()
            ? nameless(fields, Stream.concat(features.stream(), others.stream()).toList())
            : config.names();
    List<String> rest = names.stream().filter(name -> !others.contains(name)).toList();
    if (fields != names.size() && fields != rest.size()) {
      String without = " without " + String.join(", ", others);
      throw new DataException(
          config.file() + " line 1",
          "expected "
              + (rest.size() < names.size() ? rest.size() + " fields" + without + ", or " : "")
              + names.size()
              + " fields, got "
              + fields,
          "their names are " + String.join(", ", names));
    }
    return fields == names.size() ? names : rest;
  }

  /** The names that a table's columns had in training: of features, or of all others. */
  private static List<String> elements(Optional<Schema> like, boolean features) {
    return like.stream()
        .flatMap(schema -> schema.columns().stream())
        .filter(column -> (column.role() == Column.Role.FEATURE) == features)
        .flatMap(
            column ->
                column.shape().isEmpty() ? Stream.of(column.name()) : column.classes().stream())
        .toList();
  }

  /**
   * As many nameless columns as training had, if that had such; else as many as there are fields.
   */
  private List<String> nameless(int fields, List<String> trained) {
    Stream<String> ignored =
        config.ignore().stream()
            .map(word -> word.startsWith(Layout.NAMELESS) ? word : Layout.NAMELESS + word);
    Pattern pattern = Pattern.compile(Layout.NAMELESS + "(\\d{1,6})");
    List<Matcher> names = Stream.concat(trained.stream(), ignored).map(pattern::matcher).toList();
    boolean known = !trained.isEmpty() && names.stream().allMatch(Matcher::matches);
    int width =
        known ? 1 + names.stream().mapToInt(m -> Integer.parseInt(m.group(1))).max().orElse(0) : 0;
    boolean open = !known || (!config.features().isEmpty() && fields > width);
    return IntStream.range(0, open ? fields : width).mapToObj(i -> Layout.NAMELESS + i).toList();
  }

  private void requireSeparated(List<String> fields) {
    if (fields.size() > 1) {
      return;
    }
    for (char other : new char[] {';', '\t', ',', '|'}) {
      if (fields.get(0).indexOf(other) >= 0) {
        String name = other == '\t' ? "tab" : String.valueOf(other);
        throw new DataException(
            config.file() + " line 1",
            "it has only one field",
            "is the separator " + name + "? say separator=" + (other == ',' ? "\\," : name));
      }
    }
  }

  private Dataset open(Scan scan, List<Part> parts) {
    Schema schema = Layout.schema(parts);
    RowParser parser = new RowParser(config, scan.names(), parts);
    FileState state = FileState.of(config.file());
    try (Rejects rejects = new Rejects(config.malformed(), config.file(), config.quarantine());
        TablePass pass = pass(parser, rejects)) {
      int rows = config.stream() ? 1 : room(scan.rows(), parts);
      Batch batch = new Batch(schema, rows);
      Row row = batch.row();
      long count = 0;
      while (pass.next(row.at(config.stream() ? 0 : (int) Math.min(count, rows - 1)))) {
        count++;
      }
      rejects.finish();
      List<String> notes = notes(rejects, pass.dropped());
      if (count == 0) {
        throw new DataException(
            config.file(), "no row is left of " + scan.rows(), String.join("; ", notes));
      }
      state.requireUnchanged();
      return config.stream()
          ? new TableStream(schema, count, notes, () -> again(parser, state))
          : new Loaded(new Rows(batch, Math.toIntExact(count)), notes);
    }
  }

  private TablePass again(RowParser parser, FileState state) {
    state.requireUnchanged();
    return pass(parser, Rejects.silent(config.malformed()));
  }

  private TablePass pass(RowParser parser, Rejects rejects) {
    Records records = new Records(text, separator, quote);
    if (config.header()) {
      records.next();
    }
    return new TablePass(records, parser, rejects);
  }

  /** The rows as an int, if all of them are small enough for arrays. */
  private int room(long rows, List<Part> parts) {
    long widest = parts.stream().mapToInt(part -> part.indices().size()).max().orElse(1);
    if (rows * widest > Integer.MAX_VALUE - 8) {
      throw new DataException(
          config.file(), rows + " rows of " + widest + " values are too many", "say stream=true");
    }
    return (int) rows;
  }

  private List<String> notes(Rejects rejects, long dropped) {
    List<String> notes = new ArrayList<>(rejects.notes());
    Optional.of(dropped)
        .filter(n -> n > 0)
        .ifPresent(n -> notes.add(config.file() + ": left out " + n + " rows with missing values"));
    return notes;
  }
}
