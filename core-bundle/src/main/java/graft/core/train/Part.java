package graft.core.train;

import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;

/** Some examples of a data set, in the order of {@code indices}. Does not close the whole. */
final class Part implements Dataset {
  private final Dataset whole;
  private final int[] indices;

  Part(Dataset whole, int[] indices) {
    this.whole = whole;
    this.indices = indices.clone();
  }

  @Override
  public Schema schema() {
    return whole.schema();
  }

  @Override
  public long size() {
    return indices.length;
  }

  @Override
  public String origin(long index) {
    return originIn(whole, indices[Math.toIntExact(index)]);
  }

  /** Where an example is: what the data say, or its number. */
  static String originIn(Dataset data, long index) {
    String origin = data.origin(index);
    return origin.isEmpty() ? "example " + index : origin;
  }

  @Override
  public void read(long index, Row row) {
    whole.read(indices[Math.toIntExact(index)], row);
  }
}
