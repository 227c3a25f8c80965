package graft.accel.cpu.op;

import graft.accel.cpu.work.Lane;
import graft.accel.cpu.work.Work;
import graft.api.DType;
import graft.api.Op;

/**
 * Uniform numbers by Philox 4x32-10 as {@link Op.Random} says. Salmon, Moraes, Dror, Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
final class RandomWork implements Work {
  private static final long M0 = 0xD2511F53L;
  private static final long M1 = 0xCD9E8D57L;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  /** Elements of a task, a multiple of 4. */
  private static final int CHUNK = 4_096;

  private final Operands o;
  private final long key;
  private final boolean single;
  private final boolean perExample;
  private final int elements;

  /** Elements of one example, or all. */
  private final int stretch;

  private final int pieces;

  RandomWork(Op.Random op, Operands operands) {
    o = operands;
    key = op.key();
    single = op.type().dtype() == DType.F32;
    int[] sizes = operands.resultSizes();
    elements = Strides.size(sizes);
    perExample = operands.sizes(2).length == 1 && sizes.length > 0;
    stretch = perExample ? Strides.product(sizes, 1, sizes.length) : elements;
    pieces = (stretch + CHUNK - 1) / CHUNK;
  }

  @Override
  public int tasks() {
    return elements == 0 ? 0 : elements / stretch * pieces;
  }

  @Override
  public void run(int from, int to, Lane lane) {
    int step = (int) Cells.integer(o.array(0), o.offset(0));
    int micro = (int) Cells.integer(o.array(1), o.offset(1));
    int[] words = lane.ints(4);
    for (int task = from; task < to; task++) {
      int example = task / pieces;
      int word = (int) Cells.integer(o.array(2), o.offset(2) + (perExample ? example : 0));
      int first = task % pieces * CHUNK;
      int end = Math.min(stretch, first + CHUNK);
      int base = o.resultOffset() + example * stretch;
      if (single) {
        float[] y = o.resultFloats();
        for (int i = first; i < end; i += 4) {
          philox(step, micro, word, i / 4, words);
          for (int j = i; j < Math.min(end, i + 4); j++) {
            y[base + j] = (words[j - i] >>> 8) * 0x1p-24f;
          }
        }
      } else {
        double[] y = (double[]) o.result();
        for (int i = first; i < end; i++) {
          philox(step, micro, word, i / 2, words);
          int w = 2 * (i % 2);
          long bits = ((long) words[w] << 32) | Integer.toUnsignedLong(words[w + 1]);
          y[base + i] = (bits >>> 11) * 0x1p-53;
        }
      }
    }
  }

  private void philox(int c0, int c1, int c2, int c3, int[] words) {
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = M0 * (c0 & 0xffffffffL);
      long p1 = M1 * (c2 & 0xffffffffL);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += W0;
      k1 += W1;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
  }
}
