package graft.accel.cpu.code;

import graft.accel.cpu.work.Binding;
import graft.accel.cpu.work.Lane;
import graft.accel.cpu.work.Work;

/** Folds the blocks' partial results of COLUMNS, in order: y[i] = p[0][i] ∘ p[1][i] ∘ … */
final class FoldWork implements Work {
  private final Binding binding;
  private final String reduction;
  private final int slot;
  private final int target;
  private final int blocks;
  private final int n;

  FoldWork(Binding binding, String reduction, int slot, int target, int blocks, int n) {
    this.binding = binding;
    this.reduction = reduction;
    this.slot = slot;
    this.target = target;
    this.blocks = blocks;
    this.n = n;
  }

  @Override
  public int tasks() {
    return (n + FusedWork.COLUMNS - 1) / FusedWork.COLUMNS;
  }

  @Override
  public void run(int from, int to, Lane lane) {
    int first = from * FusedWork.COLUMNS;
    int count = Math.min(n, to * FusedWork.COLUMNS) - first;
    int at = binding.offsets[target] + first;
    Object p = binding.arrays[slot];
    Object y = binding.arrays[target];
    System.arraycopy(p, first, y, at, count);
    for (int block = 1; block < blocks; block++) {
      int part = block * FusedWork.padded(n) + first;
      if (p instanceof float[] floats) {
        fold(floats, part, (float[]) y, at, count);
      } else if (p instanceof double[] doubles) {
        fold(doubles, part, (double[]) y, at, count);
      } else if (p instanceof int[] ints) {
        fold(ints, part, (int[]) y, at, count);
      } else if (p instanceof long[] longs) {
        fold(longs, part, (long[]) y, at, count);
      } else {
        fold((boolean[]) p, part, (boolean[]) y, at, count);
      }
    }
  }

  private void fold(float[] p, int part, float[] y, int at, int count) {
    switch (reduction) {
      case "sum" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] += p[part + i];
        }
      }
      case "product" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] *= p[part + i];
        }
      }
      case "max" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] = Math.max(y[at + i], p[part + i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          y[at + i] = Math.min(y[at + i], p[part + i]);
        }
      }
    }
  }

  private void fold(double[] p, int part, double[] y, int at, int count) {
    switch (reduction) {
      case "sum" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] += p[part + i];
        }
      }
      case "product" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] *= p[part + i];
        }
      }
      case "max" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] = Math.max(y[at + i], p[part + i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          y[at + i] = Math.min(y[at + i], p[part + i]);
        }
      }
    }
  }

  private void fold(int[] p, int part, int[] y, int at, int count) {
    switch (reduction) {
      case "sum" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] += p[part + i];
        }
      }
      case "product" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] *= p[part + i];
        }
      }
      case "max" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] = Math.max(y[at + i], p[part + i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          y[at + i] = Math.min(y[at + i], p[part + i]);
        }
      }
    }
  }

  private void fold(long[] p, int part, long[] y, int at, int count) {
    switch (reduction) {
      case "sum" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] += p[part + i];
        }
      }
      case "product" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] *= p[part + i];
        }
      }
      case "max" -> {
        for (int i = 0; i < count; i++) {
          y[at + i] = Math.max(y[at + i], p[part + i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          y[at + i] = Math.min(y[at + i], p[part + i]);
        }
      }
    }
  }

  private void fold(boolean[] p, int part, boolean[] y, int at, int count) {
    boolean any = reduction.equals("max");
    for (int i = 0; i < count; i++) {
      y[at + i] = any ? y[at + i] || p[part + i] : y[at + i] && p[part + i];
    }
  }
}
