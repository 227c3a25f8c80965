package graft.accel.cpu.code;

import graft.accel.cpu.work.Lane;

/**
 * The loops of a fused kernel, written at run time: {@code m} rows of {@code n} columns. Access a
 * (a kernel input, a result, or an index) lies in {@code arrays[ids[a]]}; its first element is at
 * {@code at[a]}, the next row {@code step[a]} further on.
 */
public abstract class Fused {
  /** For the classes that are written at run time. */
  protected Fused() {}

  /**
   * Computes all rows.
   *
   * @param reals the kernel's floating constants
   * @param integers its other constants and sizes
   */
  public abstract void run(
      Object[] arrays,
      int[] ids,
      int[] at,
      int[] step,
      int m,
      int n,
      double[] reals,
      long[] integers,
      Lane lane);
}
