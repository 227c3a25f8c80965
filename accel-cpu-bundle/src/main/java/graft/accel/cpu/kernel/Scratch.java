package graft.accel.cpu.kernel;

/**
 * Buffers that one worker's kernels write and read again within a call: packed panels, edge tiles,
 * padded images, tables of offsets. They grow to the largest size asked for and are then reused, so
 * that a warm step allocates nothing. One object for each worker, never shared by two at a time.
 */
public final class Scratch {
  /** 12 rows of the widest panel there is, four vectors of 16 lanes. */
  private static final int TILE = 12 * 64;

  /** One tile of C that does not fit into C. */
  final float[] tile = new float[TILE];

  /** One row of a panel, filled up. */
  final float[] row = new float[64];

  /** Offsets of the rows of a tile that has fewer than 8. */
  final int[] rows = new int[8];

  /** Sizes and strides of a copy whose axes are merged where they can be. */
  final int[] sizes = new int[8];

  final int[] strides = new int[8];

  /** Tables of the last convolution. */
  final ConvPlan plan = new ConvPlan();

  private float[] a = {};
  private float[] b = {};
  private float[] c = {};
  private int[] columns = {};

  /** Packed A, or a vector made contiguous. */
  float[] a(int size) {
    return a.length >= size ? a : (a = new float[size]);
  }

  /** Packed B, or packed filters. */
  float[] b(int size) {
    return b.length >= size ? b : (b = new float[size]);
  }

  /** A product that is not the result yet. */
  float[] c(int size) {
    return c.length >= size ? c : (c = new float[size]);
  }

  /** Offset of each column of A. */
  int[] columns(int size) {
    return columns.length >= size ? columns : (columns = new int[size]);
  }
}
