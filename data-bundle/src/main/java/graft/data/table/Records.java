package graft.data.table;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import graft.api.DataException;
import graft.data.file.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The records of a table's file, one after the other; empty lines are passed over. */
final class Records implements AutoCloseable {
  /** A character that no text has, for files without quoting. */
  private static final char NO_QUOTE = '\uffff';

  private final TextFile text;
  private final CloseableIterator<CsvRecord> records;
  private long line = 1;

  Records(TextFile text, char separator, @Nullable Character quote) {
    this.text = text;
    records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .quoteCharacter(quote == null ? NO_QUOTE : quote)
            .skipEmptyLines(true)
            // Counted by the reader of rows, where the message can say what was expected.
            .allowExtraFields(true)
            .allowMissingFields(true)
            .allowExtraCharsAfterClosingQuote(true)
            .ofCsvRecord(text.open())
            .iterator();
  }

  /** The next record; null at the end. */
  @Nullable CsvRecord next() {
    try {
      if (!records.hasNext()) {
        return null;
      }
      CsvRecord next = records.next();
      line = next.getStartingLineNumber();
      return next;
    } catch (UncheckedIOException e) {
      throw text.fault(Objects.requireNonNull(e.getCause()));
    } catch (CsvParseException e) {
      if (e.getCause() instanceof IOException io) {
        throw text.fault(io);
      }
      throw new DataException(
          text.file() + " after line " + line,
          "cannot be read as a table: " + e.getMessage(),
          "is a quotation mark left open?");
    }
  }

  @Override
  public void close() {
    try {
      records.close();
    } catch (IOException e) {
      throw text.fault(e);
    }
  }
}
