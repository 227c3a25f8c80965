package graft.api.data;

import graft.api.NdArray;
import java.util.List;

/**
 * Room for a number of examples: for each column one array (float[], double[], int[], long[],
 * boolean[], String[]), example after example. Made once and filled again and again.
 */
public final class Batch {
  private final Schema schema;
  private final int capacity;
  private final Object[] arrays;
  private final int[] elements;

  public Batch(Schema schema, int capacity) {
    this.schema = schema;
    this.capacity = capacity;
    List<Column> columns = schema.columns();
    arrays = new Object[columns.size()];
    elements = new int[columns.size()];
    for (int i = 0; i < arrays.length; i++) {
      elements[i] = columns.get(i).elements();
      arrays[i] =
          NdArray.allocate(columns.get(i).dtype(), Math.multiplyExact(elements[i], capacity));
    }
  }

  public Schema schema() {
    return schema;
  }

  public int capacity() {
    return capacity;
  }

  /** The array of a column, as its dtype says. */
  public Object array(int column) {
    return arrays[column];
  }

  /** The elements of one example in a column. */
  public int elements(int column) {
    return elements[column];
  }

  /** A view of one example, to be moved from example to example. */
  public Row row() {
    return new Row(this);
  }
}
