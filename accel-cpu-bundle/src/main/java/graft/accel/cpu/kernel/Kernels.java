package graft.accel.cpu.kernel;

/**
 * The f32 kernels of one kind of machine: {@link #best} gives those on the Vector API, or plain
 * loops where the JVM runs without it.
 *
 * <p>A matrix, image or vector is a {@code float[]} and an offset; {@code ld} is the distance of
 * rows. Outputs never overlap inputs. Where work is cut into tasks, their number follows from the
 * sizes alone, {@code [from, to)} is a range of them, and the bits of the result depend neither on
 * how the ranges are cut nor on their order. Each call has a fixed cost (packing, tables): give a
 * worker one large range. Nothing is allocated once the {@link Scratch} has grown.
 */
public interface Kernels {
  /** How a row or column is reduced. */
  enum Reduction {
    SUM,
    /** NaN if there is one; −∞ of nothing. */
    MAX,
    /** NaN if there is one; ∞ of nothing. */
    MIN
  }

  /** The kernels for this JVM; warns once if the Vector API is missing. */
  static Kernels best() {
    return Choice.BEST;
  }

  /** Part of the numerics key: equal names, equal bits. */
  String name();

  /**
   * Has the JIT compile what is hot, for a thread that has nothing else to do while a program is
   * made ready; half a second for each of six micro-kernels at most.
   */
  void warmUp();

  // ---- matrix product

  /** Tasks of {@link #gemm}: strips of C along its longer side. */
  int gemmTasks(int m, int n, int k);

  /**
   * C (m, n) = op(A) (m, k) · op(B) (k, n), or C += that. {@code transposeA}: A is stored (k, m);
   * {@code transposeB}: B is stored (n, k).
   */
  void gemm(
      int from,
      int to,
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int lda,
      boolean transposeA,
      float[] b,
      int bo,
      int ldb,
      boolean transposeB,
      float[] c,
      int co,
      int ldc,
      boolean accumulate,
      Scratch scratch);

  // ---- convolution

  /** Tasks of {@link #conv}: parts of an image. */
  int convTasks(WindowShape shape, int batch);

  /** y = x ∗ f + bias (outChannels); without a bias if {@code biasOffset} is negative. */
  void conv(
      int from,
      int to,
      WindowShape shape,
      float[] x,
      int xo,
      float[] f,
      int fo,
      float[] bias,
      int biasOffset,
      float[] y,
      int yo,
      Scratch scratch);

  /** Tasks of {@link #convData}: parts of an image. */
  int convDataTasks(WindowShape shape, int batch);

  /** dx, the gradient of {@link #conv} to x. */
  void convData(
      int from,
      int to,
      WindowShape shape,
      float[] dy,
      int dyo,
      float[] f,
      int fo,
      float[] dx,
      int dxo,
      Scratch scratch);

  /** Tasks of {@link #convFilter}: rows of the filters. */
  int convFilterTasks(WindowShape shape, int batch);

  /** df, the gradient of {@link #conv} to f. */
  void convFilter(
      int from,
      int to,
      WindowShape shape,
      int batch,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] df,
      int dfo,
      Scratch scratch);

  // ---- pooling: task i is image i of the batch

  /** y = the greatest element of each window, NaN if one is NaN; −∞ if all is padding. */
  void maxPool(
      int from, int to, WindowShape shape, float[] x, int xo, float[] y, int yo, Scratch scratch);

  /** dx = each dy at the first greatest (or first NaN) element of its window. */
  void maxPoolGradient(
      int from,
      int to,
      WindowShape shape,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dx,
      int dxo,
      Scratch scratch);

  /** y = for each window the element of v at the first greatest (or first NaN) element of x. */
  void maxPoolPick(
      int from,
      int to,
      WindowShape shape,
      float[] x,
      int xo,
      float[] v,
      int vo,
      float[] y,
      int yo,
      Scratch scratch);

  /** y = the sum of each window. */
  void sumPool(
      int from, int to, WindowShape shape, float[] x, int xo, float[] y, int yo, Scratch scratch);

  /** dx = the sum of the dy of all windows that an element is in. */
  void sumPoolGradient(
      int from,
      int to,
      WindowShape shape,
      float[] dy,
      int dyo,
      float[] dx,
      int dxo,
      Scratch scratch);

  // ---- reductions

  /** y (rows) = each row of x (rows, columns) reduced. */
  void reduceRows(
      Reduction reduction,
      int rows,
      int columns,
      float[] x,
      int xo,
      int ldx,
      float[] y,
      int yo,
      Scratch scratch);

  /**
   * y (columns) = each column of x (rows, columns) reduced, in order of the rows. For many rows
   * over several workers: blocks of a fixed number of rows, then their results.
   */
  void reduceColumns(
      Reduction reduction, int rows, int columns, float[] x, int xo, int ldx, float[] y, int yo);

  /** The first place of the greatest of n elements, or of the first NaN; 0 of nothing. */
  int argMax(int n, float[] x, int xo, Scratch scratch);

  /** The first place of the least of n elements, or of the first NaN; 0 of nothing. */
  int argMin(int n, float[] x, int xo, Scratch scratch);

  // ---- moving

  /**
   * y, dense with these sizes, = x read with a stride for each axis: transposes, slices, broadcasts
   * (stride 0). {@code [from, to)} is a range of the outermost axis. Up to 8 axes.
   */
  default void permute(
      int from,
      int to,
      int[] sizes,
      int[] strides,
      float[] x,
      int xo,
      float[] y,
      int yo,
      Scratch scratch) {
    Permute.run(from, to, sizes, strides, x, xo, y, yo, scratch);
  }

  /** Holds the choice, made when first asked for. */
  final class Choice {
    private static final Kernels BEST = choose();

    private Choice() {}

    private static Kernels choose() {
      try {
        return VectorKernels.create();
      } catch (LinkageError e) {
        System.getLogger(Kernels.class.getName())
            .log(
                System.Logger.Level.WARNING,
                "the Vector API is not there, computing is several times slower; start java with"
                    + " --add-modules jdk.incubator.vector");
        return new ScalarKernels();
      }
    }
  }
}
