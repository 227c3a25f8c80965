package graft.api.data;

/** One example in a {@link Batch}: a movable view. */
public final class Row {
  private final Batch batch;
  private int index;

  Row(Batch batch) {
    this.batch = batch;
  }

  public Batch batch() {
    return batch;
  }

  /** Moves to an example. */
  public Row at(int example) {
    index = example;
    return this;
  }

  /** The column's array, for bulk copies; this example begins at {@link #offset}. */
  public Object array(int column) {
    return batch.array(column);
  }

  public int offset(int column) {
    return index * batch.elements(column);
  }

  public int elements(int column) {
    return batch.elements(column);
  }

  /** An element as a double, whatever its type; booleans are 0 and 1. */
  public double get(int column, int element) {
    int i = offset(column) + element;
    Object array = batch.array(column);
    if (array instanceof float[] a) {
      return a[i];
    } else if (array instanceof double[] a) {
      return a[i];
    } else if (array instanceof int[] a) {
      return a[i];
    } else if (array instanceof long[] a) {
      return a[i];
    }
    return ((boolean[]) array)[i] ? 1 : 0;
  }

  /** Sets an element, converted to the column's type. */
  public void set(int column, int element, double value) {
    int i = offset(column) + element;
    Object array = batch.array(column);
    if (array instanceof float[] a) {
      a[i] = (float) value;
    } else if (array instanceof double[] a) {
      a[i] = value;
    } else if (array instanceof int[] a) {
      a[i] = (int) value;
    } else if (array instanceof long[] a) {
      a[i] = (long) value;
    } else {
      ((boolean[]) array)[i] = value != 0;
    }
  }
}
