package graft.data.table;

import graft.api.data.Batch;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;

/** The first rows of a batch. */
record Rows(Batch batch, int count) implements Dataset {
  @Override
  public Schema schema() {
    return batch.schema();
  }

  @Override
  public long size() {
    return count;
  }

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy")
  public void read(long index, Row row) {
    for (int i = 0; i < batch.schema().columns().size(); i++) {
      int n = batch.elements(i);
      System.arraycopy(batch.array(i), (int) index * n, row.array(i), row.offset(i), n);
    }
  }
}
