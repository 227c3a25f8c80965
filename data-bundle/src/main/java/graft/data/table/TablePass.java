package graft.data.table;

import de.siegmar.fastcsv.reader.CsvRecord;
import graft.api.DataException;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.data.file.Rejects;

/** A pass over a table's rows without those that are malformed or to be dropped. */
final class TablePass implements Dataset.Cursor {
  private final Records records;
  private final RowParser parser;
  private final Rejects rejects;
  private long dropped;

  TablePass(Records records, RowParser parser, Rejects rejects) {
    this.records = records;
    this.parser = parser;
    this.rejects = rejects;
  }

  @Override
  public boolean next(Row row) {
    for (CsvRecord record = records.next(); record != null; record = records.next()) {
      try {
        if (parser.read(record, row)) {
          return true;
        }
        dropped++;
      } catch (DataException e) {
        rejects.add(e, record.getFields());
      }
    }
    return false;
  }

  /** How many rows were left out since a value was missing. */
  long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    records.close();
  }
}
