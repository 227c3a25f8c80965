package graft.accel.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PermuteTest {
  @Test
  void equalsTheDefinition() {
    Random random = new Random(9);
    Scratch s = new Scratch();
    for (int round = 0; round < 300; round++) {
      int rank = random.nextInt(6);
      int[] from = new int[rank];
      int total = 1;
      for (int i = 0; i < rank; i++) {
        from[i] = 1 + random.nextInt(round % 20 == 0 && rank < 4 ? 40 : 5);
        total *= from[i];
      }
      int[] dense = new int[rank];
      for (int i = rank - 1, step = 1; i >= 0; step *= from[i--]) {
        dense[i] = step;
      }
      int[] order = order(rank, random);
      int[] sizes = new int[rank];
      int[] strides = new int[rank];
      for (int i = 0; i < rank; i++) {
        sizes[i] = from[order[i]];
        // Now and then a broadcast.
        strides[i] = random.nextInt(8) == 0 ? 0 : dense[order[i]];
      }
      float[] x = Naive.floats(total + 3, random);
      float[] expected = new float[total];
      for (int i = 0; i < total; i++) {
        int at = 3;
        for (int a = rank - 1, rest = i; a >= 0; rest /= sizes[a--]) {
          at += rest % sizes[a] * strides[a];
        }
        expected[i] = x[at];
      }
      int outer = rank == 0 ? 1 : sizes[0];
      float[] y = new float[total];
      Kernels.best().permute(0, outer / 2, sizes, strides, x, 3, y, 0, s);
      Kernels.best().permute(outer / 2, outer, sizes, strides, x, 3, y, 0, s);
      assertArrayEquals(expected, y, "round " + round);
    }
  }

  private static int[] order(int rank, Random random) {
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
