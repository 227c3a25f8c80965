package graft.accel.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Micro-kernels: a tile of C in registers, {@code C[r, j] = init[r, j] + Σ_i A[r, i] · B[i, j]}.
 *
 * <p>A tile has 12 or 8 rows and one or two vectors of columns; one FMA for each vector and i, in
 * ascending order of i. An element's bits therefore depend neither on the shape of its tile nor on
 * where k is cut, as long as the next piece starts from what the last one stored ({@code init} =
 * C).
 *
 * <ul>
 *   <li>{@code packed}: A lies as [k][rows]. 94 % of the FMA peak.
 *   <li>{@code gathered}: A[r, i] = {@code a[ao + rows[ri + r] + cols[ci + i]]}. With tables of
 *       offsets this is a GEMM whose A is not packed, a direct convolution (rows are output pixels,
 *       columns are taps and channels) and its gradient to the weights (rows are taps and channels,
 *       columns are pixels). 80 % of the peak with two vectors, 65 % with one.
 * </ul>
 *
 * <p>Each shape is one straight method with one loop: JDK 17 does not keep vectors in registers
 * across nested loops (measured: 20x slower), a masked or edge branch inside halves the speed once
 * it was taken, and arrays of vectors are not optimised at all. Edges are the caller's, by a
 * scratch tile. {@code init} with a leading dimension of 0 is one row for all: zeros or a bias.
 */
final class Tiles {
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  /** Lanes of a vector. */
  static final int L = S.length();

  /**
   * Columns of the widest tile. AVX2 has 16 registers only: one vector, else 12 rows would spill.
   */
  static final int WIDE = L == 8 ? L : 2 * L;

  /** Rows of the tallest tile. */
  static final int TALL = 12;

  /** What an accumulator starts from when nothing is there yet. */
  static final float[] ZEROS = new float[WIDE];

  private Tiles() {}

  private static FloatVector load(float[] a, int i) {
    return FloatVector.fromArray(S, a, i);
  }

  /**
   * Runs each micro-kernel until the JIT has compiled it, half a second at most. Cold, a product of
   * 512x512x512 takes 2 seconds.
   */
  static void warmUp() {
    float[] a = new float[8 * 256 + 256];
    float[] b = new float[256 * WIDE];
    float[] c = new float[TALL * WIDE];
    int[] rows = new int[8];
    int[] cols = new int[256];
    for (int kernel = 0; kernel < 6; kernel++) {
      int width = kernel < 3 ? WIDE : L;
      long end = System.nanoTime() + 500_000_000;
      // 256 steps take less than 10 µs once they are compiled.
      for (int fast = 0; fast < 3 && System.nanoTime() < end; ) {
        long start = System.nanoTime();
        if (kernel % 3 == 2) {
          gathered(width, a, 0, rows, 0, cols, 0, b, 0, width, 256, c, 0, width, c, 0, width);
        } else {
          int tall = kernel % 3 == 0 ? TALL : 8;
          packed(tall, width, a, 0, b, 0, width, 160, c, 0, width, c, 0, width);
        }
        fast = System.nanoTime() - start < 20_000 ? fast + 1 : 0;
      }
    }
  }

  /** A tile of {@code rows} (12 or 8) by {@code width} (L or 2 L) from a packed A. */
  static void packed(
      int rows,
      int width,
      float[] a,
      int ao,
      float[] b,
      int bo,
      int ldb,
      int k,
      float[] init,
      int io,
      int il,
      float[] c,
      int co,
      int cl) {
    if (width > L) {
      if (rows == TALL) {
        packed12x2(a, ao, b, bo, ldb, k, init, io, il, c, co, cl);
      } else {
        packed8x2(a, ao, b, bo, ldb, k, init, io, il, c, co, cl);
      }
    } else if (rows == TALL) {
      packed12x1(a, ao, b, bo, ldb, k, init, io, il, c, co, cl);
    } else {
      packed8x1(a, ao, b, bo, ldb, k, init, io, il, c, co, cl);
    }
  }

  /** A tile of 8 by {@code width} (L or 2 L) from an A read through tables. */
  static void gathered(
      int width,
      float[] a,
      int ao,
      int[] rows,
      int ri,
      int[] cols,
      int ci,
      float[] b,
      int bo,
      int ldb,
      int k,
      float[] init,
      int io,
      int il,
      float[] c,
      int co,
      int cl) {
    if (width > L) {
      gathered8x2(a, ao, rows, ri, cols, ci, b, bo, ldb, k, init, io, il, c, co, cl);
    } else {
      gathered8x1(a, ao, rows, ri, cols, ci, b, bo, ldb, k, init, io, il, c, co, cl);
    }
  }

  private static void packed12x2(
      float[] a,
      int ao,
      float[] b,
      int bo,
      int ldb,
      int k,
      float[] init,
      int io,
      int il,
      float[] c,
      int co,
      int cl) {
    int p = ao;
    FloatVector c0 = load(init, io), d0 = load(init, io + L);
    FloatVector c1 = load(init, io + il), d1 = load(init, io + il + L);
    FloatVector c2 = load(init, io + 2 * il), d2 = load(init, io + 2 * il + L);
    FloatVector c3 = load(init, io + 3 * il), d3 = load(init, io + 3 * il + L);
    FloatVector c4 = load(init, io + 4 * il), d4 = load(init, io + 4 * il + L);
    FloatVector c5 = load(init, io + 5 * il), d5 = load(init, io + 5 * il + L);
    FloatVector c6 = load(init, io + 6 * il), d6 = load(init, io + 6 * il + L);
    FloatVector c7 = load(init, io + 7 * il), d7 = load(init, io + 7 * il + L);
    FloatVector c8 = load(init, io + 8 * il), d8 = load(init, io + 8 * il + L);
    FloatVector c9 = load(init, io + 9 * il), d9 = load(init, io + 9 * il + L);
    FloatVector c10 = load(init, io + 10 * il), d10 = load(init, io + 10 * il + L);
    FloatVector c11 = load(init, io + 11 * il), d11 = load(init, io + 11 * il + L);
    int q = bo;
    for (int i = 0; i < k; i++) {
      FloatVector u = load(b, q), v = load(b, q + L);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c0 = x.fma(u, c0);
      d0 = x.fma(v, d0);
      x = FloatVector.broadcast(S, a[p + 1]);
      c1 = x.fma(u, c1);
      d1 = x.fma(v, d1);
      x = FloatVector.broadcast(S, a[p + 2]);
      c2 = x.fma(u, c2);
      d2 = x.fma(v, d2);
      x = FloatVector.broadcast(S, a[p + 3]);
      c3 = x.fma(u, c3);
      d3 = x.fma(v, d3);
      x = FloatVector.broadcast(S, a[p + 4]);
      c4 = x.fma(u, c4);
      d4 = x.fma(v, d4);
      x = FloatVector.broadcast(S, a[p + 5]);
      c5 = x.fma(u, c5);
      d5 = x.fma(v, d5);
      x = FloatVector.broadcast(S, a[p + 6]);
      c6 = x.fma(u, c6);
      d6 = x.fma(v, d6);
      x = FloatVector.broadcast(S, a[p + 7]);
      c7 = x.fma(u, c7);
      d7 = x.fma(v, d7);
      x = FloatVector.broadcast(S, a[p + 8]);
      c8 = x.fma(u, c8);
      d8 = x.fma(v, d8);
      x = FloatVector.broadcast(S, a[p + 9]);
      c9 = x.fma(u, c9);
      d9 = x.fma(v, d9);
      x = FloatVector.broadcast(S, a[p + 10]);
      c10 = x.fma(u, c10);
      d10 = x.fma(v, d10);
      x = FloatVector.broadcast(S, a[p + 11]);
      c11 = x.fma(u, c11);
      d11 = x.fma(v, d11);
      p += 12;
      q += ldb;
    }
    c0.intoArray(c, co);
    d0.intoArray(c, co + L);
    c1.intoArray(c, co + cl);
    d1.intoArray(c, co + cl + L);
    c2.intoArray(c, co + 2 * cl);
    d2.intoArray(c, co + 2 * cl + L);
    c3.intoArray(c, co + 3 * cl);
    d3.intoArray(c, co + 3 * cl + L);
    c4.intoArray(c, co + 4 * cl);
    d4.intoArray(c, co + 4 * cl + L);
    c5.intoArray(c, co + 5 * cl);
    d5.intoArray(c, co + 5 * cl + L);
    c6.intoArray(c, co + 6 * cl);
    d6.intoArray(c, co + 6 * cl + L);
    c7.intoArray(c, co + 7 * cl);
    d7.intoArray(c, co + 7 * cl + L);
    c8.intoArray(c, co + 8 * cl);
    d8.intoArray(c, co + 8 * cl + L);
    c9.intoArray(c, co + 9 * cl);
    d9.intoArray(c, co + 9 * cl + L);
    c10.intoArray(c, co + 10 * cl);
    d10.intoArray(c, co + 10 * cl + L);
    c11.intoArray(c, co + 11 * cl);
    d11.intoArray(c, co + 11 * cl + L);
  }

  private static void packed8x2(
      float[] a,
      int ao,
      float[] b,
      int bo,
      int ldb,
      int k,
      float[] init,
      int io,
      int il,
      float[] c,
      int co,
      int cl) {
    int p = ao;
    FloatVector c0 = load(init, io), d0 = load(init, io + L);
    FloatVector c1 = load(init, io + il), d1 = load(init, io + il + L);
    FloatVector c2 = load(init, io + 2 * il), d2 = load(init, io + 2 * il + L);
    FloatVector c3 = load(init, io + 3 * il), d3 = load(init, io + 3 * il + L);
    FloatVector c4 = load(init, io + 4 * il), d4 = load(init, io + 4 * il + L);
    FloatVector c5 = load(init, io + 5 * il), d5 = load(init, io + 5 * il + L);
    FloatVector c6 = load(init, io + 6 * il), d6 = load(init, io + 6 * il + L);
    FloatVector c7 = load(init, io + 7 * il), d7 = load(init, io + 7 * il + L);
    int q = bo;
    for (int i = 0; i < k; i++) {
      FloatVector u = load(b, q), v = load(b, q + L);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c0 = x.fma(u, c0);
      d0 = x.fma(v, d0);
      x = FloatVector.broadcast(S, a[p + 1]);
      c1 = x.fma(u, c1);
      d1 = x.fma(v, d1);
      x = FloatVector.broadcast(S, a[p + 2]);
      c2 = x.fma(u, c2);
      d2 = x.fma(v, d2);
      x = FloatVector.broadcast(S, a[p + 3]);
      c3 = x.fma(u, c3);
      d3 = x.fma(v, d3);
      x = FloatVector.broadcast(S, a[p + 4]);
      c4 = x.fma(u, c4);
      d4 = x.fma(v, d4);
      x = FloatVector.broadcast(S, a[p + 5]);
      c5 = x.fma(u, c5);
      d5 = x.fma(v, d5);
      x = FloatVector.broadcast(S, a[p + 6]);
      c6 = x.fma(u, c6);
      d6 = x.fma(v, d6);
      x = FloatVector.broadcast(S, a[p + 7]);
      c7 = x.fma(u, c7);
      d7 = x.fma(v, d7);
      p += 8;
      q += ldb;
    }
    c0.intoArray(c, co);
    d0.intoArray(c, co + L);
    c1.intoArray(c, co + cl);
    d1.intoArray(c, co + cl + L);
    c2.intoArray(c, co + 2 * cl);
    d2.intoArray(c, co + 2 * cl + L);
    c3.intoArray(c, co + 3 * cl);
    d3.intoArray(c, co + 3 * cl + L);
    c4.intoArray(c, co + 4 * cl);
    d4.intoArray(c, co + 4 * cl + L);
    c5.intoArray(c, co + 5 * cl);
    d5.intoArray(c, co + 5 * cl + L);
    c6.intoArray(c, co + 6 * cl);
    d6.intoArray(c, co + 6 * cl + L);
    c7.intoArray(c, co + 7 * cl);
    d7.intoArray(c, co + 7 * cl + L);
  }

  private static void packed12x1(
      float[] a,
      int ao,
      float[] b,
      int bo,
      int ldb,
      int k,
      float[] init,
      int io,
      int il,
      float[] c,
      int co,
      int cl) {
    int p = ao;
    FloatVector c0 = load(init, io);
    FloatVector c1 = load(init, io + il);
    FloatVector c2 = load(init, io + 2 * il);
    FloatVector c3 = load(init, io + 3 * il);
    FloatVector c4 = load(init, io + 4 * il);
    FloatVector c5 = load(init, io + 5 * il);
    FloatVector c6 = load(init, io + 6 * il);
    FloatVector c7 = load(init, io + 7 * il);
    FloatVector c8 = load(init, io + 8 * il);
    FloatVector c9 = load(init, io + 9 * il);
    FloatVector c10 = load(init, io + 10 * il);
    FloatVector c11 = load(init, io + 11 * il);
    int q = bo;
    for (int i = 0; i < k; i++) {
      FloatVector u = load(b, q);
      c0 = FloatVector.broadcast(S, a[p]).fma(u, c0);
      c1 = FloatVector.broadcast(S, a[p + 1]).fma(u, c1);
      c2 = FloatVector.broadcast(S, a[p + 2]).fma(u, c2);
      c3 = FloatVector.broadcast(S, a[p + 3]).fma(u, c3);
      c4 = FloatVector.broadcast(S, a[p + 4]).fma(u, c4);
      c5 = FloatVector.broadcast(S, a[p + 5]).fma(u, c5);
      c6 = FloatVector.broadcast(S, a[p + 6]).fma(u, c6);
      c7 = FloatVector.broadcast(S, a[p + 7]).fma(u, c7);
      c8 = FloatVector.broadcast(S, a[p + 8]).fma(u, c8);
      c9 = FloatVector.broadcast(S, a[p + 9]).fma(u, c9);
      c10 = FloatVector.broadcast(S, a[p + 10]).fma(u, c10);
      c11 = FloatVector.broadcast(S, a[p + 11]).fma(u, c11);
      p += 12;
      q += ldb;
    }
    c0.intoArray(c, co);
    c1.intoArray(c, co + cl);
    c2.intoArray(c, co + 2 * cl);
    c3.intoArray(c, co + 3 * cl);
    c4.intoArray(c, co + 4 * cl);
    c5.intoArray(c, co + 5 * cl);
    c6.intoArray(c, co + 6 * cl);
    c7.intoArray(c, co + 7 * cl);
    c8.intoArray(c, co + 8 * cl);
    c9.intoArray(c, co + 9 * cl);
    c10.intoArray(c, co + 10 * cl);
    c11.intoArray(c, co + 11 * cl);
  }

  private static void packed8x1(
      float[] a,
      int ao,
      float[] b,
      int bo,
      int ldb,
      int k,
      float[] init,
      int io,
      int il,
      float[] c,
      int co,
      int cl) {
    int p = ao;
    FloatVector c0 = load(init, io);
    FloatVector c1 = load(init, io + il);
    FloatVector c2 = load(init, io + 2 * il);
    FloatVector c3 = load(init, io + 3 * il);
    FloatVector c4 = load(init, io + 4 * il);
    FloatVector c5 = load(init, io + 5 * il);
    FloatVector c6 = load(init, io + 6 * il);
    FloatVector c7 = load(init, io + 7 * il);
    int q = bo;
    for (int i = 0; i < k; i++) {
      FloatVector u = load(b, q);
      c0 = FloatVector.broadcast(S, a[p]).fma(u, c0);
      c1 = FloatVector.broadcast(S, a[p + 1]).fma(u, c1);
      c2 = FloatVector.broadcast(S, a[p + 2]).fma(u, c2);
      c3 = FloatVector.broadcast(S, a[p + 3]).fma(u, c3);
      c4 = FloatVector.broadcast(S, a[p + 4]).fma(u, c4);
      c5 = FloatVector.broadcast(S, a[p + 5]).fma(u, c5);
      c6 = FloatVector.broadcast(S, a[p + 6]).fma(u, c6);
      c7 = FloatVector.broadcast(S, a[p + 7]).fma(u, c7);
      p += 8;
      q += ldb;
    }
    c0.intoArray(c, co);
    c1.intoArray(c, co + cl);
    c2.intoArray(c, co + 2 * cl);
    c3.intoArray(c, co + 3 * cl);
    c4.intoArray(c, co + 4 * cl);
    c5.intoArray(c, co + 5 * cl);
    c6.intoArray(c, co + 6 * cl);
    c7.intoArray(c, co + 7 * cl);
  }

  private static void gathered8x2(
      float[] a,
      int ao,
      int[] rows,
      int ri,
      int[] cols,
      int ci,
      float[] b,
      int bo,
      int ldb,
      int k,
      float[] init,
      int io,
      int il,
      float[] c,
      int co,
      int cl) {
    int r0 = ao + rows[ri];
    int r1 = ao + rows[ri + 1];
    int r2 = ao + rows[ri + 2];
    int r3 = ao + rows[ri + 3];
    int r4 = ao + rows[ri + 4];
    int r5 = ao + rows[ri + 5];
    int r6 = ao + rows[ri + 6];
    int r7 = ao + rows[ri + 7];
    FloatVector c0 = load(init, io), d0 = load(init, io + L);
    FloatVector c1 = load(init, io + il), d1 = load(init, io + il + L);
    FloatVector c2 = load(init, io + 2 * il), d2 = load(init, io + 2 * il + L);
    FloatVector c3 = load(init, io + 3 * il), d3 = load(init, io + 3 * il + L);
    FloatVector c4 = load(init, io + 4 * il), d4 = load(init, io + 4 * il + L);
    FloatVector c5 = load(init, io + 5 * il), d5 = load(init, io + 5 * il + L);
    FloatVector c6 = load(init, io + 6 * il), d6 = load(init, io + 6 * il + L);
    FloatVector c7 = load(init, io + 7 * il), d7 = load(init, io + 7 * il + L);
    int q = bo;
    for (int i = 0; i < k; i++) {
      int p = cols[ci + i];
      FloatVector u = load(b, q), v = load(b, q + L);
      FloatVector x = FloatVector.broadcast(S, a[r0 + p]);
      c0 = x.fma(u, c0);
      d0 = x.fma(v, d0);
      x = FloatVector.broadcast(S, a[r1 + p]);
      c1 = x.fma(u, c1);
      d1 = x.fma(v, d1);
      x = FloatVector.broadcast(S, a[r2 + p]);
      c2 = x.fma(u, c2);
      d2 = x.fma(v, d2);
      x = FloatVector.broadcast(S, a[r3 + p]);
      c3 = x.fma(u, c3);
      d3 = x.fma(v, d3);
      x = FloatVector.broadcast(S, a[r4 + p]);
      c4 = x.fma(u, c4);
      d4 = x.fma(v, d4);
      x = FloatVector.broadcast(S, a[r5 + p]);
      c5 = x.fma(u, c5);
      d5 = x.fma(v, d5);
      x = FloatVector.broadcast(S, a[r6 + p]);
      c6 = x.fma(u, c6);
      d6 = x.fma(v, d6);
      x = FloatVector.broadcast(S, a[r7 + p]);
      c7 = x.fma(u, c7);
      d7 = x.fma(v, d7);
      q += ldb;
    }
    c0.intoArray(c, co);
    d0.intoArray(c, co + L);
    c1.intoArray(c, co + cl);
    d1.intoArray(c, co + cl + L);
    c2.intoArray(c, co + 2 * cl);
    d2.intoArray(c, co + 2 * cl + L);
    c3.intoArray(c, co + 3 * cl);
    d3.intoArray(c, co + 3 * cl + L);
    c4.intoArray(c, co + 4 * cl);
    d4.intoArray(c, co + 4 * cl + L);
    c5.intoArray(c, co + 5 * cl);
    d5.intoArray(c, co + 5 * cl + L);
    c6.intoArray(c, co + 6 * cl);
    d6.intoArray(c, co + 6 * cl + L);
    c7.intoArray(c, co + 7 * cl);
    d7.intoArray(c, co + 7 * cl + L);
  }

  private static void gathered8x1(
      float[] a,
      int ao,
      int[] rows,
      int ri,
      int[] cols,
      int ci,
      float[] b,
      int bo,
      int ldb,
      int k,
      float[] init,
      int io,
      int il,
      float[] c,
      int co,
      int cl) {
    int r0 = ao + rows[ri];
    int r1 = ao + rows[ri + 1];
    int r2 = ao + rows[ri + 2];
    int r3 = ao + rows[ri + 3];
    int r4 = ao + rows[ri + 4];
    int r5 = ao + rows[ri + 5];
    int r6 = ao + rows[ri + 6];
    int r7 = ao + rows[ri + 7];
    FloatVector c0 = load(init, io);
    FloatVector c1 = load(init, io + il);
    FloatVector c2 = load(init, io + 2 * il);
    FloatVector c3 = load(init, io + 3 * il);
    FloatVector c4 = load(init, io + 4 * il);
    FloatVector c5 = load(init, io + 5 * il);
    FloatVector c6 = load(init, io + 6 * il);
    FloatVector c7 = load(init, io + 7 * il);
    int q = bo;
    for (int i = 0; i < k; i++) {
      int p = cols[ci + i];
      FloatVector u = load(b, q);
      c0 = FloatVector.broadcast(S, a[r0 + p]).fma(u, c0);
      c1 = FloatVector.broadcast(S, a[r1 + p]).fma(u, c1);
      c2 = FloatVector.broadcast(S, a[r2 + p]).fma(u, c2);
      c3 = FloatVector.broadcast(S, a[r3 + p]).fma(u, c3);
      c4 = FloatVector.broadcast(S, a[r4 + p]).fma(u, c4);
      c5 = FloatVector.broadcast(S, a[r5 + p]).fma(u, c5);
      c6 = FloatVector.broadcast(S, a[r6 + p]).fma(u, c6);
      c7 = FloatVector.broadcast(S, a[r7 + p]).fma(u, c7);
      q += ldb;
    }
    c0.intoArray(c, co);
    c1.intoArray(c, co + cl);
    c2.intoArray(c, co + 2 * cl);
    c3.intoArray(c, co + 3 * cl);
    c4.intoArray(c, co + 4 * cl);
    c5.intoArray(c, co + 5 * cl);
    c6.intoArray(c, co + 6 * cl);
    c7.intoArray(c, co + 7 * cl);
  }
}
