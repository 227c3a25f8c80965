package graft.accel.cpu.work;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Shape;
import graft.api.accel.Program;
import java.util.function.ToLongFunction;

/**
 * Where a frame's buffers lie for one set of sizes: buffer i is {@code arrays[i]} from {@code
 * offsets[i]} on. The arrays change when other memory is bound, the offsets when a scan goes on to
 * its next step; the two tables themselves stay. Behind the program's buffers come the private
 * slots of kernels, whose offset is 0.
 */
public final class Binding {
  private final Program program;
  private final ToLongFunction<String> sizes;
  public final Object[] arrays;
  public final int[] offsets;

  public Binding(Program program, ToLongFunction<String> sizes, Object[] arrays, int[] offsets) {
    this.program = program;
    this.sizes = sizes;
    this.arrays = arrays;
    this.offsets = offsets;
  }

  /** The values of the open sizes. */
  public ToLongFunction<String> sizes() {
    return sizes;
  }

  /** The same memory with other open sizes. */
  public Binding with(ToLongFunction<String> other) {
    return new Binding(program, other, arrays, offsets);
  }

  public long size(Dim dim) {
    return dim.evaluate(sizes);
  }

  public int[] sizes(Shape shape) {
    int[] values = new int[shape.rank()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.toIntExact(size(shape.dim(i)));
    }
    return values;
  }

  public int elements(Shape shape) {
    long elements = 1;
    for (Dim dim : shape.dims()) {
      elements = Math.multiplyExact(elements, size(dim));
    }
    return Math.toIntExact(elements);
  }

  /** Makes sure that a private slot has room for {@code elements}. */
  public void reserve(int slot, DType dtype, long elements) {
    Object array = arrays[slot];
    if (array == null || Storage.capacity(array) < elements) {
      arrays[slot] = Storage.allocate(dtype, elements);
    }
  }
}
