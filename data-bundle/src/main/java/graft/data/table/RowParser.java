package graft.data.table;

import de.siegmar.fastcsv.reader.CsvRecord;
import graft.api.DataException;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.data.file.Numerals;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** From a record to an example. Its faults name line, column, value, and what is allowed. */
final class RowParser {
  private static final int SHOWN_CHARACTERS = 40;
  private static final int SHOWN_CLASSES = 10;

  private final TableConfig config;
  private final List<String> names;
  private final List<Part> parts;
  private final Predicate<String> missing;

  RowParser(TableConfig config, List<String> names, List<Part> parts) {
    this.config = config;
    this.names = names;
    this.parts = parts;
    this.missing = missing(config);
  }

  /** Whether a stripped field is what means that a value is missing. */
  static Predicate<String> missing(TableConfig config) {
    Set<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    config.missingValues().forEach(word -> words.add(word.strip()));
    return words::contains;
  }

  /**
   * Reads an example, or returns false if it is to be dropped since a value is missing.
   *
   * @throws DataException if the record is malformed
   */
  boolean read(CsvRecord record, Row row) {
    requireWidth(config, names, record);
    for (int column = 0; column < parts.size(); column++) {
      Part part = parts.get(column);
      for (int element = 0; element < part.indices().size(); element++) {
        if (!read(record, part, part.indices().get(element), row, column, element)) {
          return false;
        }
      }
    }
    return true;
  }

  static void requireWidth(TableConfig config, List<String> names, CsvRecord record) {
    if (record.getFieldCount() != names.size()) {
      throw new DataException(
          config.file() + " line " + record.getStartingLineNumber(),
          "expected " + names.size() + " fields, got " + record.getFieldCount(),
          "is the separator right, and every quotation mark closed?");
    }
  }

  private boolean read(CsvRecord record, Part part, int index, Row row, int column, int element) {
    String field = record.getField(index);
    if (part.kind() == Part.Kind.TEXT) {
      row.text(column, element, field);
      return true;
    }
    String value = field.strip();
    boolean absent = missing.test(value);
    if (absent && config.missing() == TableConfig.Missing.DROP) {
      return false;
    }
    if (absent && !keeps(part)) {
      boolean feature = part.column().role() == Column.Role.FEATURE;
      String hint = "missing=drop leaves such rows out";
      throw fault(
          record,
          index,
          "a value is missing: '" + value + "'",
          feature
              ? hint
                  + "; missing=keep makes it NaN or an empty text, for a transform such as impute"
              : hint);
    }
    switch (part.kind()) {
      case NUMBERS, WEIGHT ->
          row.set(column, element, absent ? Double.NaN : number(record, part, index, value));
      case WORD -> row.text(column, element, absent ? "" : value);
      case CLASS -> row.set(column, element, classOf(record, part, index, value));
      case TEXT -> throw new IllegalStateException("text was taken as it is");
    }
    return true;
  }

  /** Only features: nobody can learn from a label that is not there. */
  private boolean keeps(Part part) {
    return config.missing() == TableConfig.Missing.KEEP
        && part.column().role() == Column.Role.FEATURE
        && !part.column().dtype().isInteger();
  }

  private double number(CsvRecord record, Part part, int index, String value) {
    // As float at once: by way of double it would be rounded twice.
    float number = Numerals.isNumber(value) ? Float.parseFloat(value) : Float.NaN;
    if (!Float.isFinite(number)) {
      throw fault(
          record,
          index,
          "expected a finite number, got '" + shown(value) + "'",
          "if it means a missing value, say missing_values=…; if the column has words, say"
              + " categorical=…");
    }
    if (part.kind() == Part.Kind.WEIGHT && number < 0) {
      throw fault(record, index, "a weight is 0 or more, got '" + value + "'", "");
    }
    return number;
  }

  private int classOf(CsvRecord record, Part part, int index, String value) {
    Integer number = part.classes().get(value);
    if (number == null) {
      List<String> known = part.column().classes();
      String more = known.size() > SHOWN_CLASSES ? ", …" : "";
      throw fault(
          record,
          index,
          "'" + shown(value) + "' is none of the classes of the training data",
          "they are "
              + String.join(", ", known.subList(0, Math.min(SHOWN_CLASSES, known.size())))
              + more);
    }
    return number;
  }

  private DataException fault(CsvRecord record, int index, String what, String hint) {
    return new DataException(
        config.file()
            + " line "
            + record.getStartingLineNumber()
            + ", column '"
            + names.get(index)
            + "'",
        what,
        hint);
  }

  private static String shown(String value) {
    return value.length() <= SHOWN_CHARACTERS ? value : value.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
