package graft.data.table;

import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import java.util.List;
import java.util.function.Supplier;

/** A table whose rows stay in the file. */
record TableStream(Schema schema, long size, List<String> notes, Supplier<Cursor> passes)
    implements Dataset {

  @Override
  public boolean isStream() {
    return true;
  }

  @Override
  public void read(long index, Row row) {
    throw new UnsupportedOperationException("a stream has no index");
  }

  @Override
  public Cursor cursor() {
    return passes.get();
  }
}
