package graft.api.data;

import graft.api.DType;
import graft.api.DataException;
import java.util.List;

/**
 * One column of a table of examples.
 *
 * @param name its name, such as {@code image} or {@code alcohol}
 * @param role what it is for
 * @param dtype its elements' type; {@link DType#STRING} for text that a transform has yet to turn
 *     into numbers
 * @param shape the (fixed) shape of one example; empty for a single number
 * @param classes the names of the classes if its integers are classes; of a vector of floating
 *     numbers the names of its elements (a table's numeric columns, the classes of a one-hot
 *     vector); else empty
 */
public record Column(
    String name, Role role, DType dtype, List<Integer> shape, List<String> classes) {

  /** What a column is for. */
  public enum Role {
    FEATURE,
    TARGET,
    WEIGHT
  }

  /**
   * @throws DataException if a size is negative, or the elements of one example exceed an array
   */
  public Column {
    shape = List.copyOf(shape);
    classes = List.copyOf(classes);
    long elements = 1;
    for (int size : shape) {
      elements = size < 0 || elements > Integer.MAX_VALUE ? Long.MAX_VALUE : elements * size;
    }
    if (elements > Integer.MAX_VALUE) {
      throw new DataException(
          "column '" + name + "'",
          "expected sizes ≥ 0 and at most 2^31 − 1 elements an example, got " + shape,
          "");
    }
  }

  /** How many elements one example has. */
  public int elements() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** For messages: {@code image f32 [28, 28, 1]}, {@code label i32 of 10 classes}. */
  @Override
  public String toString() {
    String size = shape.isEmpty() ? "" : " " + shape;
    String named =
        classes.isEmpty() || !dtype.isInteger() ? "" : " of " + classes.size() + " classes";
    return name + " " + dtype.text() + size + named;
  }
}
