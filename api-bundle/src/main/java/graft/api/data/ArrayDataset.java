package graft.api.data;

import graft.api.DataException;
import graft.api.NdArray;
import java.util.List;

/** Examples in arrays on the host: for each column one array whose first axis is the example. */
public final class ArrayDataset implements Dataset {
  private final Schema schema;
  private final List<NdArray> arrays;
  private final int size;

  /**
   * @throws DataException if an array's dtype or shape is not (examples, column's shape …)
   */
  public ArrayDataset(Schema schema, List<NdArray> arrays) {
    this.schema = schema;
    this.arrays = List.copyOf(arrays);
    if (arrays.size() != schema.columns().size()) {
      throw new DataException(
          schema.columns().size() + " columns need as many arrays, got " + arrays.size(), "");
    }
    this.size =
        arrays.isEmpty() || arrays.get(0).shape().length == 0 ? 0 : arrays.get(0).shape()[0];
    for (int i = 0; i < arrays.size(); i++) {
      Column column = schema.columns().get(i);
      NdArray array = arrays.get(i);
      boolean fits = array.dtype() == column.dtype() && array.size() == size * column.elements();
      if (!fits || array.shape().length != column.shape().size() + 1) {
        throw new DataException(
            "column '" + column.name() + "'",
            "it needs "
                + size
                + " examples of "
                + column.dtype().text()
                + column.shape()
                + ", got "
                + array,
            "");
      }
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy")
  public void read(long index, Row row) {
    for (int i = 0; i < arrays.size(); i++) {
      int n = row.elements(i);
      System.arraycopy(arrays.get(i).array(), (int) index * n, row.array(i), row.offset(i), n);
    }
  }
}
