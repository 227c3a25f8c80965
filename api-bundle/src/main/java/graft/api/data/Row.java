package graft.api.data;

import graft.api.DataException;
import java.util.Objects;

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

  /** Where an element lies; beyond its example it would be another's. */
  private int place(int column, int element) {
    return offset(column) + Objects.checkIndex(element, batch.elements(column));
  }

  /** An element as a double, whatever its type; booleans are 0 and 1. */
  public double get(int column, int element) {
    int i = place(column, element);
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
    if (array instanceof boolean[] a) {
      return a[i] ? 1 : 0;
    }
    throw notA("number", column);
  }

  /** Sets an element, converted to the column's type. */
  public void set(int column, int element, double value) {
    int i = place(column, element);
    Object array = batch.array(column);
    if (array instanceof float[] a) {
      a[i] = (float) value;
    } else if (array instanceof double[] a) {
      a[i] = value;
    } else if (array instanceof int[] a) {
      a[i] = (int) value;
    } else if (array instanceof long[] a) {
      a[i] = (long) value;
    } else if (array instanceof boolean[] a) {
      a[i] = value != 0;
    } else {
      throw notA("number", column);
    }
  }

  /** A text of a column of strings. */
  public String text(int column, int element) {
    if (batch.array(column) instanceof String[] texts) {
      return texts[place(column, element)];
    }
    throw notA("text", column);
  }

  /** Sets a text of a column of strings. */
  public void text(int column, int element, String value) {
    if (!(batch.array(column) instanceof String[] texts)) {
      throw notA("text", column);
    }
    texts[place(column, element)] = value;
  }

  private DataException notA(String what, int column) {
    return new DataException(
        "column '" + batch.schema().columns().get(column).name() + "'",
        "it holds no " + what + " but " + batch.schema().columns().get(column).dtype().text(),
        "");
  }
}
