package graft.accel.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import graft.accel.cpu.kernel.Kernels.Reduction;
import graft.accel.cpu.kernel.WindowShape.Axis;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/**
 * The same bits cold, hot, interpreted, on every JDK; right results with narrower vectors and
 * without the Vector API. What another JVM must do runs in a child of this one.
 */
class BitsTest {
  /** Found on JDK 17 and 25 alike, on a machine with 512-bit vectors. */
  private static final int GOLDEN_512 = -307048260;

  @Test
  void coldAndHotGiveTheSameBits() {
    Kernels kernels = Kernels.best();
    int cold = hash(kernels);
    for (int i = 0; i < 300; i++) {
      assertEquals(cold, hash(kernels), "round " + i);
    }
    int scalar = hash(new ScalarKernels());
    for (int i = 0; i < 100; i++) {
      assertEquals(scalar, hash(new ScalarKernels()), "scalar, round " + i);
    }
  }

  @Test
  void interpreterGivesTheSameBits() throws IOException, InterruptedException {
    String expected = Kernels.best().name() + " " + hash(Kernels.best());
    assertEquals(expected, child(List.of("-Xint"), true, "hash"));
  }

  @Test
  void everyJdkGivesTheSameBits() {
    assumeTrue(
        Kernels.best().name().equals("vector512/1"), "the golden bits are of 512-bit vectors");
    assertEquals(GOLDEN_512, hash(Kernels.best()));
  }

  @Test
  void narrowerVectorsAreRightToo() throws IOException, InterruptedException {
    assertTrue(child(List.of("-XX:MaxVectorSize=32"), true, "check").endsWith(" right"));
    assertTrue(child(List.of("-XX:MaxVectorSize=16"), true, "check").endsWith(" right"));
  }

  @Test
  void withoutTheModuleThereAreScalarKernelsAndOneWarning()
      throws IOException, InterruptedException {
    String output = child(List.of(), false, "check");
    assertTrue(output.contains("--add-modules jdk.incubator.vector"), output);
    assertTrue(output.endsWith("scalar/1 right"), output);
  }

  private static String child(List<String> options, boolean vectors, String what)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(options);
    if (vectors) {
      command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", path, Child.class.getName(), what));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    String[] lines = output.strip().split("\\R");
    return vectors ? lines[lines.length - 1] : output.strip();
  }

  /** The other JVM. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      Kernels kernels = Kernels.best();
      if (arguments[0].equals("hash")) {
        System.out.println(kernels.name() + " " + hash(kernels));
        return;
      }
      GemmTest.check(kernels, 1);
      ConvTest.check(kernels, 2, 15);
      PoolTest.check(kernels, 3, 15);
      ReduceTest.check(kernels, 4);
      System.out.println(kernels.name() + " right");
    }
  }

  /** Over the bits of what every kernel makes of fixed inputs. */
  static int hash(Kernels kernels) {
    Random random = new Random(1);
    Scratch s = new Scratch();
    int hash = products(kernels, random, s);
    Axis height = Axis.of(9, 3, 2, 1, 1, 1);
    Axis width = Axis.of(11, 3, 1, 1, 1, 1);
    WindowShape w = WindowShape.of(height, width, 5, 18);
    hash = 31 * hash + convolution(kernels, w, random);
    WindowShape pool = WindowShape.of(height, width, 18);
    float[] big = Naive.floats(pool.inSize(), random);
    float[] small = new float[pool.outSize()];
    kernels.sumPool(0, 1, pool, big, 0, small, 0, s);
    hash = 31 * hash + Arrays.hashCode(small);
    kernels.maxPoolGradient(0, 1, pool, big.clone(), 0, small, 0, big, 0, s);
    hash = 31 * hash + Arrays.hashCode(big);
    float[] sums = new float[90];
    float[] matrix = Naive.floats(90 * 90, random);
    kernels.reduceRows(Reduction.SUM, 90, 90, matrix, 0, 90, sums, 0, s);
    hash = 31 * hash + Arrays.hashCode(sums);
    kernels.reduceColumns(Reduction.SUM, 90, 90, matrix, 0, 90, sums, 0);
    hash = 31 * hash + Arrays.hashCode(sums);
    WindowShape apart = new WindowShape(Axis.NONE, height, width, 18, 18, 18);
    hash = 31 * hash + convolution(kernels, apart, random);
    return 31 * hash + (kernels instanceof ScalarKernels ? 0 : functions(matrix));
  }

  private static int convolution(Kernels kernels, WindowShape w, Random random) {
    float[] x = Naive.floats(2 * w.inSize(), random);
    float[] f = Naive.floats(w.filterSize(), random);
    float[] y = ConvTest.forward(kernels, w, 2, x, f, Naive.floats(18, random), false);
    int hash = Arrays.hashCode(y);
    hash = 31 * hash + Arrays.hashCode(ConvTest.data(kernels, w, 2, y, f, false));
    return 31 * hash + Arrays.hashCode(ConvTest.filter(kernels, w, 2, x, y, false));
  }

  private static int products(Kernels kernels, Random random, Scratch s) {
    int hash = 0;
    for (int[] q :
        new int[][] {{30, 70, 40}, {1, 50, 70}, {50, 1, 70}, {20, 17, 33}, {64, 80, 64}}) {
      int m = q[0];
      int n = q[1];
      int k = q[2];
      float[] a = Naive.floats(m * k, random);
      float[] b = Naive.floats(k * n, random);
      float[] c = new float[m * n];
      for (int flags = 0; flags < 4; flags++) {
        boolean ta = (flags & 1) != 0;
        boolean tb = (flags & 2) != 0;
        int tasks = kernels.gemmTasks(m, n, k);
        kernels.gemm(
            0, tasks, m, n, k, a, 0, ta ? m : k, ta, b, 0, tb ? k : n, tb, c, 0, n, false, s);
        hash = 31 * hash + Arrays.hashCode(c);
      }
    }
    return hash;
  }

  private static int functions(float[] x) {
    int hash = 0;
    float[] y = new float[FloatVector.SPECIES_PREFERRED.length()];
    for (int i = 0; i + y.length < 512; i += y.length) {
      FloatVector v = FloatVector.fromArray(FloatVector.SPECIES_PREFERRED, x, i).mul(20);
      FloatVector[] all = {
        VectorMath.exp(v),
        VectorMath.expm1(v),
        VectorMath.log(v),
        VectorMath.log1p(v),
        VectorMath.tanh(v),
        VectorMath.sigmoid(v),
        VectorMath.erf(v),
        VectorMath.sin(v),
        VectorMath.cos(v),
        VectorMath.pow(v, v),
        VectorMath.floor(v),
        VectorMath.rsqrt(v)
      };
      for (FloatVector result : all) {
        result.intoArray(y, 0);
        hash = 31 * hash + Arrays.hashCode(y);
      }
    }
    return hash;
  }
}
