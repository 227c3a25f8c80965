package graft.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A window that moves over spatial axes, for convolution and pooling: for each axis its size, its
 * stride, the padding before and after, and the dilation (distance between neighbours).
 */
public record Window(
    List<Integer> size,
    List<Integer> strides,
    List<Integer> low,
    List<Integer> high,
    List<Integer> dilation) {

  /** Far beyond every use, and far from an overflow. */
  private static final int MAX_REACH = 1 << 24;

  /** How the borders are treated. */
  public enum Padding {
    /** No padding: the window stays inside. */
    VALID,
    /** Output size = ⌈input size / stride⌉; of an odd padding the larger part is after. */
    SAME
  }

  public Window {
    size = List.copyOf(size);
    strides = List.copyOf(strides);
    low = List.copyOf(low);
    high = List.copyOf(high);
    dilation = List.copyOf(dilation);
    for (List<Integer> list : List.of(strides, low, high, dilation)) {
      if (list.size() != size.size()) {
        throw new ShapeException(
            "a window needs a stride, paddings and a dilation for each axis of its size "
                + size
                + ", got "
                + strides
                + ", "
                + low
                + ", "
                + high
                + ", "
                + dilation,
            "");
      }
    }
    for (int i = 0; i < size.size(); i++) {
      if (size.get(i) < 1 || strides.get(i) < 1 || dilation.get(i) < 1) {
        throw new ShapeException("window size, stride and dilation are at least 1", "");
      }
      if (low.get(i) < 0 || high.get(i) < 0) {
        throw new ShapeException("window padding is not negative", "");
      }
      reach(size.get(i), dilation.get(i));
    }
  }

  /**
   * The window for an input (batch, spatial…, channels); lists of one entry hold for every axis.
   *
   * @throws ShapeException if SAME with a stride above 1 meets an open spatial size
   */
  public static Window of(
      Shape input,
      List<Integer> size,
      List<Integer> strides,
      Padding padding,
      List<Integer> dilation) {
    int rank = input.rank() - 2;
    List<Integer> k = spread(size, rank);
    List<Integer> s = spread(strides, rank);
    List<Integer> d = spread(dilation, rank);
    List<Integer> low = new ArrayList<>(Collections.nCopies(Math.max(rank, 0), 0));
    List<Integer> high = new ArrayList<>(low);
    for (int i = 0; i < rank && padding == Padding.SAME; i++) {
      int reach = reach(k.get(i), d.get(i));
      int total = reach - 1;
      if (s.get(i) > 1) {
        int n = input.size(i + 1);
        total = Math.max((n - 1) / s.get(i) * s.get(i) + reach - n, 0); // ⌈n / s⌉ − 1 strides
      }
      low.set(i, total / 2);
      high.set(i, total - total / 2);
    }
    return new Window(k, s, low, high, d);
  }

  private static List<Integer> spread(List<Integer> list, int rank) {
    if (list.size() == rank) {
      return list;
    }
    if (list.size() == 1 && rank > 0) {
      return Collections.nCopies(rank, list.get(0));
    }
    throw new ShapeException(
        "one entry or one for each of " + rank + " spatial axes is needed, got " + list, "");
  }

  /** The number of spatial axes. */
  public int rank() {
    return size.size();
  }

  /** The distance from the first to the last element of the window, plus one. */
  public int reach(int axis) {
    return reach(size.get(axis), dilation.get(axis));
  }

  private static int reach(int size, int dilation) {
    long reach = (size - 1L) * dilation + 1;
    if (reach > MAX_REACH) {
      throw new ShapeException(
          "a window may reach over " + MAX_REACH + " elements at most, got " + reach, "");
    }
    return (int) reach;
  }

  /**
   * Input (batch, spatial…, channels) → (batch, ⌊(n + low + high − reach) / stride⌋ + 1 …,
   * channels).
   */
  public Shape output(Shape input) {
    Shape output = input;
    for (int i = 0; i < rank(); i++) {
      Dim room = input.dim(i + 1).plus(low.get(i) + high.get(i) - reach(i));
      if (room.isFixed() && room.size() < 0) {
        throw new ShapeException(
            "a window of "
                + reach(i)
                + " does not fit into size "
                + input.dim(i + 1)
                + " of "
                + input,
            "use a smaller kernel or padding 'same'");
      }
      output = output.with(i + 1, room.floorDiv(strides.get(i)).plus(1));
    }
    return output;
  }
}
