package graft.accel.cpu.kernel;

/** The kernels on the Vector API; loading it fails with a LinkageError where that is missing. */
final class VectorKernels implements Kernels {
  private VectorKernels() {}

  /** Touches the Vector API, so that its absence shows here and not in the first step. */
  static Kernels create() {
    if (Tiles.L < 1) {
      throw new LinkageError("no vectors");
    }
    return new VectorKernels();
  }

  @Override
  public String name() {
    return "vector" + 32 * Tiles.L + "/1";
  }

  @Override
  public void warmUp() {
    Tiles.warmUp();
  }

  @Override
  public int gemmTasks(int m, int n, int k) {
    return Gemm.tasks(m, n);
  }

  @Override
  public void gemm(
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
      Scratch scratch) {
    Gemm.run(
        from,
        to,
        m,
        n,
        k,
        a,
        ao,
        lda,
        transposeA,
        b,
        bo,
        ldb,
        transposeB,
        c,
        co,
        ldc,
        accumulate,
        scratch);
  }

  @Override
  public int convTasks(WindowShape shape, int batch) {
    return batch * Conv.forwardUnits(shape);
  }

  @Override
  public void conv(
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
      Scratch scratch) {
    if (Depthwise.fits(shape)) {
      Depthwise.forward(from, to, shape, x, xo, f, fo, bias, biasOffset, y, yo, scratch);
    } else {
      Conv.forward(from, to, shape, x, xo, f, fo, bias, biasOffset, y, yo, scratch);
    }
  }

  @Override
  public int convDataTasks(WindowShape shape, int batch) {
    return ThinData.fits(shape) ? batch : batch * Conv.dataUnits(shape);
  }

  @Override
  public void convData(
      int from,
      int to,
      WindowShape shape,
      float[] dy,
      int dyo,
      float[] f,
      int fo,
      float[] dx,
      int dxo,
      Scratch scratch) {
    if (ThinData.fits(shape)) {
      ThinData.data(from, to, shape, dy, dyo, f, fo, dx, dxo, scratch);
    } else if (Depthwise.fits(shape)) {
      Depthwise.data(from, to, shape, dy, dyo, f, fo, dx, dxo, scratch);
    } else {
      Conv.data(from, to, shape, dy, dyo, f, fo, dx, dxo, scratch);
    }
  }

  @Override
  public int convFilterTasks(WindowShape shape, int batch) {
    return Depthwise.fits(shape) ? Depthwise.filterTasks(shape) : Conv.filterTasks(shape);
  }

  @Override
  public void convFilter(
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
      Scratch scratch) {
    if (Depthwise.fits(shape)) {
      Depthwise.filter(from, to, shape, batch, x, xo, dy, dyo, df, dfo, scratch);
    } else {
      Conv.filter(from, to, shape, batch, x, xo, dy, dyo, df, dfo, scratch);
    }
  }

  @Override
  public void maxPool(
      int from, int to, WindowShape shape, float[] x, int xo, float[] y, int yo, Scratch scratch) {
    Pool.run(Pool.Kind.MAX, true, from, to, shape, x, xo, x, 0, y, yo, scratch);
  }

  @Override
  public void maxPoolGradient(
      int from,
      int to,
      WindowShape shape,
      float[] x,
      int xo,
      float[] dy,
      int dyo,
      float[] dx,
      int dxo,
      Scratch scratch) {
    Pool.run(Pool.Kind.MAX_GRADIENT, true, from, to, shape, x, xo, dy, dyo, dx, dxo, scratch);
  }

  @Override
  public void maxPoolPick(
      int from,
      int to,
      WindowShape shape,
      float[] x,
      int xo,
      float[] v,
      int vo,
      float[] y,
      int yo,
      Scratch scratch) {
    Pool.run(Pool.Kind.PICK, true, from, to, shape, x, xo, v, vo, y, yo, scratch);
  }

  @Override
  public void sumPool(
      int from, int to, WindowShape shape, float[] x, int xo, float[] y, int yo, Scratch scratch) {
    Pool.run(Pool.Kind.SUM, true, from, to, shape, x, xo, x, 0, y, yo, scratch);
  }

  @Override
  public void sumPoolGradient(
      int from,
      int to,
      WindowShape shape,
      float[] dy,
      int dyo,
      float[] dx,
      int dxo,
      Scratch scratch) {
    Pool.run(Pool.Kind.SUM_GRADIENT, true, from, to, shape, dy, 0, dy, dyo, dx, dxo, scratch);
  }

  @Override
  public void reduceRows(
      Reduction reduction,
      int rows,
      int columns,
      float[] x,
      int xo,
      int ldx,
      float[] y,
      int yo,
      Scratch scratch) {
    float[] fold = scratch.tile;
    for (int r = 0; r < rows; r++) {
      int at = xo + r * ldx;
      y[yo + r] =
          switch (reduction) {
            case SUM -> Reduce.sumRow(columns, x, at, fold);
            case MAX -> Reduce.maxRow(columns, x, at, fold);
            case MIN -> Reduce.minRow(columns, x, at, fold);
          };
    }
  }

  @Override
  public void reduceColumns(
      Reduction reduction, int rows, int columns, float[] x, int xo, int ldx, float[] y, int yo) {
    int done =
        switch (reduction) {
          case SUM -> Reduce.sumColumns(rows, columns, x, xo, ldx, y, yo);
          case MAX -> Reduce.maxColumns(rows, columns, x, xo, ldx, y, yo);
          case MIN -> Reduce.minColumns(rows, columns, x, xo, ldx, y, yo);
        };
    ScalarKernels.columns(reduction, rows, columns - done, x, xo + done, ldx, y, yo + done);
  }

  @Override
  public int argMax(int n, float[] x, int xo, Scratch scratch) {
    return ScalarKernels.find(Reduce.maxRow(n, x, xo, scratch.tile), n, x, xo);
  }

  @Override
  public int argMin(int n, float[] x, int xo, Scratch scratch) {
    return ScalarKernels.find(Reduce.minRow(n, x, xo, scratch.tile), n, x, xo);
  }
}
