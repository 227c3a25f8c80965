package graft.data;

import graft.api.data.Batch;
import graft.api.data.Dataset;

/** All examples of a data set at once. */
public final class Rows {
  private Rows() {}

  public static Batch of(Dataset data) {
    Batch batch = new Batch(data.schema(), (int) data.size());
    try (Dataset.Cursor cursor = data.cursor()) {
      for (int i = 0; i < data.size(); i++) {
        if (!cursor.next(batch.row().at(i))) {
          throw new AssertionError("only " + i + " of " + data.size());
        }
      }
      if (cursor.next(new Batch(data.schema(), 1).row())) {
        throw new AssertionError("more than " + data.size());
      }
    }
    return batch;
  }
}
