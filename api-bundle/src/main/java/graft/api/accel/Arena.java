package graft.api.accel;

import graft.api.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Where the TEMP buffers of a program lie for given sizes: one arena for each dtype, offsets in
 * elements.
 *
 * <p>Idea: buffers are placed largest first, each at the lowest offset where it meets no placed
 * buffer that is alive at the same time. Cost: quadratic in the number of buffers, a few hundred.
 * Reference: Pisarchyk and Lee 2020, arXiv 2001.03288, "greedy by size".
 */
public final class Arena {
  /** Offsets are multiples of this number of elements: a cache line of f32. */
  public static final int ALIGNMENT = 16;

  private record Block(int buffer, long size, int first, int last) {}

  private final long[] offsets;
  private final long[] lengths = new long[DType.NUMERIC.size()];
  private final long sum;

  /** Plans the arena for the open sizes that {@code sizes} gives by name. */
  public Arena(Program program, ToLongFunction<String> sizes) {
    int count = program.buffers().size();
    offsets = new long[count];
    long bytes = 0;
    for (DType dtype : DType.NUMERIC) {
      List<Block> blocks = blocks(program, dtype, sizes);
      blocks.sort(Comparator.comparingLong(Block::size).reversed().thenComparingInt(Block::buffer));
      List<Block> placed = new ArrayList<>();
      for (Block block : blocks) {
        offsets[block.buffer()] = place(block, placed);
        placed.add(block);
        placed.sort(Comparator.comparingLong(b -> offsets[b.buffer()]));
        lengths[dtype.ordinal()] =
            Math.max(lengths[dtype.ordinal()], offsets[block.buffer()] + block.size());
      }
    }
    for (Program.Buffer buffer : program.buffers()) {
      if (buffer.place() == Program.Place.TEMP) {
        offsets[buffer.id()] = offsets[root(program, buffer).id()];
        bytes += size(buffer, sizes) * buffer.dtype().bytes();
      }
    }
    sum = bytes;
  }

  /** The offset of a TEMP buffer within its dtype's arena, in elements. */
  public long offset(int buffer) {
    return offsets[buffer];
  }

  /** The length of a dtype's arena in elements. */
  public long length(DType dtype) {
    return lengths[dtype.ordinal()];
  }

  /** All arenas together, in bytes. */
  public long bytes() {
    long bytes = 0;
    for (DType dtype : DType.NUMERIC) {
      bytes += length(dtype) * dtype.bytes();
    }
    return bytes;
  }

  /** What all TEMP buffers would take one beside the other, in bytes. */
  public long sum() {
    return sum;
  }

  /** One block for each buffer that is no alias, alive as long as it or any alias of it. */
  private static List<Block> blocks(Program program, DType dtype, ToLongFunction<String> sizes) {
    int[] last = new int[program.buffers().size()];
    long[] size = new long[program.buffers().size()];
    for (Program.Buffer buffer : program.buffers()) {
      if (buffer.place() == Program.Place.TEMP && buffer.dtype() == dtype) {
        int root = root(program, buffer).id();
        last[root] = Math.max(last[root], buffer.last());
        size[root] = Math.max(size[root], size(buffer, sizes));
      }
    }
    List<Block> blocks = new ArrayList<>();
    for (Program.Buffer b : program.buffers()) {
      if (b.place() == Program.Place.TEMP && b.dtype() == dtype && b.alias() < 0) {
        long aligned = (size[b.id()] + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        blocks.add(new Block(b.id(), aligned, b.first(), last[b.id()]));
      }
    }
    return blocks;
  }

  private long place(Block block, List<Block> placed) {
    long offset = 0;
    for (Block other : placed) {
      boolean together = other.first() <= block.last() && block.first() <= other.last();
      long start = offsets[other.buffer()];
      if (together && start < offset + block.size() && offset < start + other.size()) {
        offset = start + other.size();
      }
    }
    return offset;
  }

  private static Program.Buffer root(Program program, Program.Buffer buffer) {
    Program.Buffer root = buffer;
    while (root.alias() >= 0) {
      root = program.buffers().get(root.alias());
    }
    return root;
  }

  private static long size(Program.Buffer buffer, ToLongFunction<String> sizes) {
    long elements = 1;
    for (graft.api.Dim dim : buffer.shape().dims()) {
      elements *= dim.evaluate(sizes);
    }
    return elements;
  }
}
