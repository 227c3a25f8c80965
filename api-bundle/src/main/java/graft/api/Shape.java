package graft.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The sizes of a tensor's axes, outermost first; no axes make a scalar. */
public record Shape(List<Dim> dims) {
  public static final Shape SCALAR = new Shape(List.of());

  public Shape {
    dims = List.copyOf(dims);
  }

  public static Shape of(int... sizes) {
    return new Shape(Arrays.stream(sizes).mapToObj(Dim::of).toList());
  }

  public static Shape of(Dim first, Dim... rest) {
    List<Dim> dims = new ArrayList<>(List.of(first));
    dims.addAll(List.of(rest));
    return new Shape(dims);
  }

  /** An open or computed first axis, say the batch, followed by fixed ones. */
  public static Shape of(Dim first, int... rest) {
    return of(rest).prepend(first);
  }

  public int rank() {
    return dims.size();
  }

  /** The axis counted from the front, -1 being the last; checked. */
  public int axis(int axis) {
    int positive = axis < 0 ? axis + rank() : axis;
    if (positive < 0 || positive >= rank()) {
      throw new ShapeException(
          "axis " + axis + " is outside of shape " + this,
          "allowed are " + -rank() + " to " + (rank() - 1));
    }
    return positive;
  }

  /** The size of an axis; negative axes count from the end. */
  public Dim dim(int axis) {
    return dims.get(axis(axis));
  }

  /** The fixed size of an axis; an open one throws a {@link ShapeException}. */
  public int size(int axis) {
    return dim(axis).size();
  }

  /** The fixed size of the last axis. */
  public int last() {
    return size(-1);
  }

  public boolean isScalar() {
    return dims.isEmpty();
  }

  public boolean isFixed() {
    return dims.stream().allMatch(Dim::isFixed);
  }

  /** The number of elements. */
  public Dim elements() {
    return dims.stream().reduce(Dim.ONE, Dim::times);
  }

  /** The axes from {@code from} (inclusive) to {@code to} (exclusive). */
  public Shape part(int from, int to) {
    return new Shape(dims.subList(from, to));
  }

  public Shape with(int axis, Dim dim) {
    List<Dim> copy = new ArrayList<>(dims);
    copy.set(axis(axis), dim);
    return new Shape(copy);
  }

  public Shape with(int axis, int size) {
    return with(axis, Dim.of(size));
  }

  /** This shape without the given (non-negative) axes. */
  public Shape without(Collection<Integer> axes) {
    List<Dim> kept = new ArrayList<>();
    for (int i = 0; i < rank(); i++) {
      if (!axes.contains(i)) {
        kept.add(dims.get(i));
      }
    }
    return new Shape(kept);
  }

  public Shape insert(int position, Dim dim) {
    List<Dim> copy = new ArrayList<>(dims);
    copy.add(position, dim);
    return new Shape(copy);
  }

  public Shape prepend(Dim dim) {
    return insert(0, dim);
  }

  public Shape append(Dim dim) {
    return insert(rank(), dim);
  }

  public Shape append(int size) {
    return append(Dim.of(size));
  }

  public Shape concat(Shape other) {
    List<Dim> all = new ArrayList<>(dims);
    all.addAll(other.dims);
    return new Shape(all);
  }

  /**
   * The shape of an elementwise operation on {@code a} and {@code b}: aligned at the last axis, a 1
   * stretches (NumPy's rule).
   *
   * @throws ShapeException if two sizes differ and neither is 1
   */
  public static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    List<Dim> dims = new ArrayList<>();
    for (int i = rank; i > 0; i--) {
      Dim x = i <= a.rank() ? a.dim(-i) : Dim.ONE;
      Dim y = i <= b.rank() ? b.dim(-i) : Dim.ONE;
      if (!x.equals(y) && !x.is(1) && !y.is(1)) {
        throw new ShapeException(
            "shapes " + a + " and " + b + " do not fit together at axis " + -i,
            "sizes must be equal, or one of them 1");
      }
      dims.add(x.is(1) ? y : x);
    }
    return new Shape(dims);
  }

  @Override
  public String toString() {
    return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "(", ")"));
  }
}
