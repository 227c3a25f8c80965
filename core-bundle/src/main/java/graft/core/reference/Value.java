package graft.core.reference;

import graft.api.DType;
import graft.api.Op;
import java.util.Arrays;

/**
 * A tensor's value while a program runs: row-major, floating types as double, integers as long,
 * booleans as the integers 0 and 1.
 */
public final class Value {
  private final DType dtype;
  private final int[] shape;
  private final double[] floats;
  private final long[] integers;

  private Value(DType dtype, int[] shape, double[] floats, long[] integers) {
    this.dtype = dtype;
    this.shape = shape;
    this.floats = floats;
    this.integers = integers;
  }

  static Value zeros(DType dtype, int... shape) {
    int size = Index.size(shape);
    boolean floating = dtype.isFloating();
    return new Value(dtype, shape, new double[floating ? size : 0], new long[floating ? 0 : size]);
  }

  static Value of(Op.Constant constant) {
    Value value = zeros(constant.dtype());
    value.fill(constant);
    return value;
  }

  public DType dtype() {
    return dtype;
  }

  public int[] shape() {
    return shape.clone();
  }

  /** The number of elements. */
  public int size() {
    return dtype.isFloating() ? floats.length : integers.length;
  }

  /** An element as a double, whatever its type. */
  public double get(int index) {
    return dtype.isFloating() ? floats[index] : integers[index];
  }

  /** True if every element is a number: neither infinite nor NaN. */
  public boolean isFinite() {
    return Arrays.stream(floats).allMatch(Double::isFinite);
  }

  /** True if an element is NaN. */
  public boolean hasNan() {
    return Arrays.stream(floats).anyMatch(Double::isNaN);
  }

  /** The elements themselves if this is of a floating type. */
  double[] floats() {
    return floats;
  }

  /** The elements themselves if this is of an integer type or bool. */
  long[] integers() {
    return integers;
  }

  int dim(int axis) {
    return shape[axis];
  }

  int rank() {
    return shape.length;
  }

  boolean isTrue() {
    return integers[0] != 0;
  }

  Op.Constant constant() {
    return dtype.isFloating()
        ? Op.Constant.of(dtype, floats[0])
        : Op.Constant.of(dtype, integers[0]);
  }

  /** The same elements under another shape. */
  Value reshaped(int... other) {
    return new Value(dtype, other, floats, integers);
  }

  Value copy() {
    return new Value(dtype, shape, floats.clone(), integers.clone());
  }

  void fill(Op.Constant constant) {
    Arrays.fill(floats, constant.number());
    Arrays.fill(integers, constant.integer());
  }

  /** Element {@code to[i]} (or i, if there is no list) becomes the source's element from[i]. */
  void copy(Value source, int[] from, int[] to) {
    for (int i = 0; i < from.length; i++) {
      if (dtype.isFloating()) {
        floats[to[i]] = source.floats[from[i]];
      } else {
        integers[to[i]] = source.integers[from[i]];
      }
    }
  }

  /** The value whose element i is this one's element {@code from[i]}. */
  Value pick(int[] from, int... resultShape) {
    Value result = zeros(dtype, resultShape);
    result.copy(this, from, Index.count(from.length));
    return result;
  }

  /** The slice number {@code index} along the first axis. */
  Value row(int index) {
    int[] rest = Arrays.copyOfRange(shape, 1, shape.length);
    int size = Index.size(rest);
    return pick(Index.linear(new int[] {size}, index * size, 1), rest);
  }

  /** Sets the slice number {@code index} along the first axis. */
  void row(int index, Value row) {
    int size = row.size();
    copy(row, Index.count(size), Index.linear(new int[] {size}, index * size, 1));
  }

  /** Brings every element into its type's range: i32 wraps, f32 is rounded if asked for. */
  Value stored(boolean rounding) {
    for (int i = 0; i < floats.length && rounding && dtype == DType.F32; i++) {
      floats[i] = (float) floats[i];
    }
    for (int i = 0; i < integers.length && dtype == DType.I32; i++) {
      integers[i] = (int) integers[i];
    }
    return this;
  }

  @Override
  public String toString() {
    String elements = dtype.isFloating() ? Arrays.toString(floats) : Arrays.toString(integers);
    return dtype.text() + Arrays.toString(shape) + " " + elements;
  }
}
