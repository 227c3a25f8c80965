package graft.core.reference;

import graft.api.CompileException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Window;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** What each operation means: whole arrays in, a new array out. Sizes are known by now. */
final class Evaluator implements Op.Visitor<List<Value>, Value> {
  private final boolean rounding;
  private final ToLongFunction<String> sizes;

  /**
   * @param rounding whether f32 is rounded after each operation, or kept as double
   * @param sizes the values of open sizes by name
   */
  Evaluator(boolean rounding, ToLongFunction<String> sizes) {
    this.rounding = rounding;
    this.sizes = sizes;
  }

  Value evaluate(Op op, List<Value> operands) {
    return op.accept(this, operands).stored(rounding);
  }

  int size(Dim dim) {
    return Index.size(dim.evaluate(sizes));
  }

  int[] sizes(List<Dim> dims) {
    return dims.stream().mapToInt(this::size).toArray();
  }

  int[] sizes(Shape shape) {
    return sizes(shape.dims());
  }

  // ---- leaves

  @Override
  public Value constant(Op.Constant op, List<Value> operands) {
    return Value.of(op);
  }

  @Override
  public Value input(Op.Input op, List<Value> operands) {
    throw new CompileException("an input is a buffer, not a step: " + op, "");
  }

  @Override
  public Value iota(Op.Iota op, List<Value> operands) {
    int[] shape = sizes(op.shape());
    int[] strides = new int[shape.length];
    strides[op.axis()] = 1;
    return integers(Index.linear(shape, 0, strides), op.dtype(), shape);
  }

  @Override
  public Value size(Op.Size op, List<Value> operands) {
    return Value.of(Op.Constant.of(DType.I64, op.dim().evaluate(sizes)));
  }

  private static Value integers(int[] numbers, DType dtype, int... shape) {
    Value result = Value.zeros(dtype, shape);
    Arrays.setAll(result.floats(), i -> numbers[i]);
    Arrays.setAll(result.integers(), i -> numbers[i]);
    return result;
  }

  // ---- elementwise

  @Override
  public Value unary(Op.Unary op, List<Value> operands) {
    Value x = operands.get(0);
    double[] floats = x.floats();
    boolean test =
        op.function() == Op.UnaryFunction.IS_FINITE || op.function() == Op.UnaryFunction.IS_NAN;
    Value y = Value.zeros(test ? DType.BOOL : x.dtype(), x.shape());
    Arrays.setAll(y.floats(), i -> Scalars.unary(op.function(), floats[i]));
    Arrays.setAll(
        y.integers(),
        i ->
            test
                ? (long) Scalars.unary(op.function(), floats[i])
                : Scalars.unary(op.function(), x.integers()[i]));
    return y;
  }

  @Override
  public Value binary(Op.Binary op, List<Value> operands) {
    Value x = operands.get(0);
    Value y = operands.get(1);
    Value z = Value.zeros(x.dtype(), x.shape());
    Arrays.setAll(z.floats(), i -> Scalars.binary(op.function(), x.floats()[i], y.floats()[i]));
    Arrays.setAll(
        z.integers(), i -> Scalars.binary(op.function(), x.integers()[i], y.integers()[i]));
    return z;
  }

  @Override
  public Value compare(Op.Compare op, List<Value> operands) {
    Value x = operands.get(0);
    Value y = operands.get(1);
    Value z = Value.zeros(DType.BOOL, x.shape());
    for (int i = 0; i < z.size(); i++) {
      boolean holds =
          x.dtype().isFloating()
              ? Scalars.compare(op.comparison(), x.floats()[i], y.floats()[i])
              : Scalars.compare(op.comparison(), x.integers()[i], y.integers()[i]);
      z.integers()[i] = holds ? 1 : 0;
    }
    return z;
  }

  @Override
  public Value select(Op.Select op, List<Value> operands) {
    long[] condition = operands.get(0).integers();
    Value result = operands.get(2).copy();
    int[] chosen = IntStream.range(0, condition.length).filter(i -> condition[i] != 0).toArray();
    result.copy(operands.get(1), chosen, chosen);
    return result;
  }

  @Override
  public Value cast(Op.Cast op, List<Value> operands) {
    Value x = operands.get(0);
    Value y = Value.zeros(op.dtype(), x.shape());
    for (int i = 0; i < y.size(); i++) {
      boolean floating = x.dtype().isFloating();
      double number = x.get(i);
      switch (op.dtype()) {
        // Straight from long to float: by way of double it would be rounded twice.
        case F32 ->
            y.floats()[i] = floating || !rounding ? number : (double) (float) x.integers()[i];
        case F64 -> y.floats()[i] = number;
        case I32 -> y.integers()[i] = floating ? (int) number : (int) x.integers()[i];
        case I64 -> y.integers()[i] = floating ? (long) number : x.integers()[i];
        case BOOL -> y.integers()[i] = number != 0 ? 1 : 0;
        case STRING -> throw DType.notInTensors();
      }
    }
    return y;
  }

  // ---- reductions

  @Override
  public Value reduce(Op.Reduce op, List<Value> operands) {
    Value x = operands.get(0);
    int[] shape = x.shape();
    int[] kept = IntStream.range(0, shape.length).filter(i -> !op.axes().contains(i)).toArray();
    int[] resultShape = Arrays.stream(kept).map(i -> shape[i]).toArray();
    int[] strides = new int[shape.length];
    for (int i = 0; i < kept.length; i++) {
      strides[kept[i]] = Index.strides(resultShape)[i];
    }
    Value y = Value.zeros(x.dtype(), resultShape);
    y.fill(neutral(op.reduction(), x.dtype()));
    Op.BinaryFunction combiner = Scalars.combiner(op.reduction());
    int[] to = Index.linear(shape, 0, strides);
    for (int i = 0; i < to.length; i++) {
      if (x.dtype().isFloating()) {
        y.floats()[to[i]] = Scalars.binary(combiner, y.floats()[to[i]], x.floats()[i]);
      } else {
        y.integers()[to[i]] = Scalars.binary(combiner, y.integers()[to[i]], x.integers()[i]);
      }
    }
    return y;
  }

  private static Op.Constant neutral(Op.Reduction reduction, DType dtype) {
    return switch (reduction) {
      case SUM -> Op.Constant.of(dtype, 0);
      case PRODUCT -> Op.Constant.of(dtype, 1);
      case MAX ->
          switch (dtype) {
            case F32, F64 -> Op.Constant.of(dtype, Double.NEGATIVE_INFINITY);
            case I32 -> Op.Constant.of(dtype, (long) Integer.MIN_VALUE);
            case I64 -> Op.Constant.of(dtype, Long.MIN_VALUE);
            case BOOL -> Op.Constant.of(dtype, 0);
            case STRING -> throw DType.notInTensors();
          };
      case MIN ->
          switch (dtype) {
            case F32, F64 -> Op.Constant.of(dtype, Double.POSITIVE_INFINITY);
            case I32 -> Op.Constant.of(dtype, (long) Integer.MAX_VALUE);
            case I64 -> Op.Constant.of(dtype, Long.MAX_VALUE);
            case BOOL -> Op.Constant.of(dtype, 1);
            case STRING -> throw DType.notInTensors();
          };
    };
  }

  /** The positions along an axis, one list for each line, in the order of the other axes. */
  private static int[][] lines(Value x, int axis) {
    int[] shape = x.shape();
    int stride = Index.strides(shape)[axis];
    int n = shape[axis];
    shape[axis] = 1;
    int[] starts = Index.linear(shape, 0, Index.strides(x.shape()));
    int[][] lines = new int[starts.length][];
    for (int i = 0; i < starts.length; i++) {
      lines[i] = Index.linear(new int[] {n}, starts[i], stride);
    }
    return lines;
  }

  private static int order(Value x, int i, int j) {
    return x.dtype().isFloating()
        ? Scalars.order(x.floats()[i], x.floats()[j])
        : Long.compare(x.integers()[i], x.integers()[j]);
  }

  @Override
  public Value argMax(Op.ArgMax op, List<Value> operands) {
    Value x = operands.get(0);
    int[] shape = IntStream.range(0, x.rank()).filter(i -> i != op.axis()).map(x::dim).toArray();
    Value y = Value.zeros(DType.I32, shape);
    int[][] lines = lines(x, op.axis());
    for (int i = 0; i < lines.length; i++) {
      int best = 0;
      for (int j = 1; j < lines[i].length; j++) {
        best = order(x, lines[i][j], lines[i][best]) > 0 ? j : best;
      }
      y.integers()[i] = best;
    }
    return y;
  }

  @Override
  public Value argSort(Op.ArgSort op, List<Value> operands) {
    Value x = operands.get(0);
    Value y = Value.zeros(DType.I32, x.shape());
    for (int[] line : lines(x, op.axis())) {
      int sign = op.descending() ? -1 : 1;
      int[] sorted =
          IntStream.range(0, line.length)
              .boxed()
              .sorted((i, j) -> sign * order(x, line[i], line[j]))
              .mapToInt(i -> i)
              .toArray();
      for (int i = 0; i < line.length; i++) {
        y.integers()[line[i]] = sorted[i];
      }
    }
    return y;
  }

  @Override
  public Value cumSum(Op.CumSum op, List<Value> operands) {
    Value x = operands.get(0);
    Value y = Value.zeros(x.dtype(), x.shape());
    boolean floating = x.dtype().isFloating();
    for (int[] line : lines(x, op.axis())) {
      double sum = 0;
      long integer = 0;
      for (int i = 0; i < line.length; i++) {
        int at = line[op.reverse() ? line.length - 1 - i : i];
        double nextSum = floating ? sum + x.floats()[at] : 0;
        long nextInteger = floating ? 0 : integer + x.integers()[at];
        if (floating) {
          y.floats()[at] = op.exclusive() ? sum : nextSum;
        } else {
          y.integers()[at] = op.exclusive() ? integer : nextInteger;
        }
        sum = nextSum;
        integer = nextInteger;
      }
    }
    return y;
  }

  // ---- shapes: which element goes where

  @Override
  public Value broadcast(Op.Broadcast op, List<Value> operands) {
    Value x = operands.get(0);
    int[] shape = sizes(op.shape());
    int[] strides = new int[shape.length];
    int[] own = Index.strides(x.shape());
    for (int i = 0; i < own.length; i++) {
      strides[op.axes().get(i)] = own[i];
    }
    return x.pick(Index.linear(shape, 0, strides), shape);
  }

  @Override
  public Value reshape(Op.Reshape op, List<Value> operands) {
    return operands.get(0).copy().reshaped(sizes(op.shape()));
  }

  @Override
  public Value transpose(Op.Transpose op, List<Value> operands) {
    Value x = operands.get(0);
    int[] own = Index.strides(x.shape());
    int[] shape = op.permutation().stream().mapToInt(x::dim).toArray();
    int[] strides = op.permutation().stream().mapToInt(i -> own[i]).toArray();
    return x.pick(Index.linear(shape, 0, strides), shape);
  }

  @Override
  public Value slice(Op.Slice op, List<Value> operands) {
    Value x = operands.get(0);
    int[] shape = sizes(op.sizes());
    return x.pick(block(x.shape(), sizes(op.starts()), shape, op.strides()), shape);
  }

  /** The positions start + i·step along each axis, i below {@code size}, in an array of a shape. */
  private static int[] block(int[] shape, int[] starts, int[] size, List<Integer> steps) {
    int[] strides = Index.strides(shape);
    int offset = 0;
    for (int i = 0; i < shape.length; i++) {
      offset += starts[i] * strides[i];
      strides[i] *= steps.get(i);
    }
    return Index.linear(size, offset, strides);
  }

  @Override
  public Value pad(Op.Pad op, List<Value> operands) {
    Value x = operands.get(0);
    int[] low = sizes(op.low());
    int[] high = sizes(op.high());
    int[] shape = new int[x.rank()];
    for (int i = 0; i < shape.length; i++) {
      int between = Math.max(x.dim(i) - 1, 0) * op.interior().get(i);
      shape[i] = low[i] + x.dim(i) + between + high[i];
    }
    Value y = Value.zeros(x.dtype(), shape);
    y.fill(Op.Constant.of(x.dtype(), op.value()));
    List<Integer> steps = op.interior().stream().map(i -> i + 1).toList();
    y.copy(x, Index.count(x.size()), block(shape, low, x.shape(), steps));
    return y;
  }

  @Override
  public Value concat(Op.Concat op, List<Value> operands) {
    int[] shape = operands.get(0).shape();
    shape[op.axis()] = operands.stream().mapToInt(x -> x.dim(op.axis())).sum();
    Value y = Value.zeros(operands.get(0).dtype(), shape);
    int[] starts = new int[shape.length];
    for (Value x : operands) {
      y.copy(x, Index.count(x.size()), block(shape, starts, x.shape(), ones(x.rank())));
      starts[op.axis()] += x.dim(op.axis());
    }
    return y;
  }

  private static List<Integer> ones(int rank) {
    return IntStream.range(0, rank).map(i -> 1).boxed().toList();
  }

  @Override
  public Value reverse(Op.Reverse op, List<Value> operands) {
    Value x = operands.get(0);
    int[] strides = Index.strides(x.shape());
    int offset = 0;
    for (int axis : op.axes()) {
      offset += (x.dim(axis) - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    return x.pick(Index.linear(x.shape(), offset, strides), x.shape());
  }

  // ---- indexing

  /** For each element of the gathered rows its position in the table. */
  private static int[] rows(Op op, Value table, Value indices, int axis) {
    int n = table.dim(axis);
    int inner = Index.size(Arrays.copyOfRange(table.shape(), axis + 1, table.rank()));
    int outer = Index.size(Arrays.copyOfRange(table.shape(), 0, axis));
    int count = indices.size();
    for (int i = 0; i < count; i++) {
      long index = indices.integers()[i];
      if (index < 0 || index >= n) {
        int[] at = Index.coordinate(i, indices.shape());
        throw new DataException(
            op.name()
                + ": index "
                + index
                + " is outside of the allowed 0 to "
                + (n - 1)
                + place(at),
            "check the data, or the size of the table");
      }
    }
    int[] positions = new int[outer * count * inner];
    for (int i = 0; i < positions.length; i++) {
      int row = (int) indices.integers()[i / inner % count];
      positions[i] = (i / inner / count * n + row) * inner + i % inner;
    }
    return positions;
  }

  private static String place(int... at) {
    return at.length == 0 ? "" : ", at " + Arrays.toString(at) + " (example " + at[0] + ")";
  }

  @Override
  public Value gather(Op.Gather op, List<Value> operands) {
    Value table = operands.get(0);
    Value indices = operands.get(1);
    int[] shape =
        IntStream.concat(
                Arrays.stream(table.shape()).limit(op.axis()),
                IntStream.concat(
                    Arrays.stream(indices.shape()),
                    Arrays.stream(table.shape()).skip(op.axis() + 1L)))
            .toArray();
    return table.pick(rows(op, table, indices, op.axis()), shape);
  }

  @Override
  public Value scatterAdd(Op.ScatterAdd op, List<Value> operands) {
    Value y = operands.get(0).copy();
    Value updates = operands.get(2);
    int[] to = rows(op, y, operands.get(1), op.axis());
    for (int i = 0; i < to.length; i++) {
      if (y.dtype().isFloating()) {
        y.floats()[to[i]] += updates.floats()[i];
      } else {
        y.integers()[to[i]] += updates.integers()[i];
      }
    }
    return y;
  }

  /** The positions of a block of a size at starts, which are moved so that it lies inside. */
  private static int[] moved(Value x, int[] size, Value starts) {
    int[] inside = new int[size.length];
    for (int i = 0; i < size.length; i++) {
      inside[i] = (int) Math.max(0, Math.min(starts.integers()[i], x.dim(i) - size[i]));
    }
    return block(x.shape(), inside, size, ones(size.length));
  }

  @Override
  public Value dynamicSlice(Op.DynamicSlice op, List<Value> operands) {
    Value x = operands.get(0);
    int[] size = sizes(op.sizes());
    return x.pick(moved(x, size, operands.get(1)), size);
  }

  @Override
  public Value dynamicUpdate(Op.DynamicUpdate op, List<Value> operands) {
    Value y = operands.get(0).copy();
    Value update = operands.get(1);
    y.copy(update, Index.count(update.size()), moved(y, update.shape(), operands.get(2)));
    return y;
  }

  // ---- linear algebra, convolution, pooling

  @Override
  public Value matMul(Op.MatMul op, List<Value> operands) {
    Value a = operands.get(0);
    Value b = operands.get(1);
    int rank = a.rank();
    int m = a.dim(op.transposeA() ? rank - 1 : rank - 2);
    int k = a.dim(op.transposeA() ? rank - 2 : rank - 1);
    int n = b.dim(op.transposeB() ? rank - 2 : rank - 1);
    int[] shape = a.shape();
    shape[rank - 2] = m;
    shape[rank - 1] = n;
    Value c = Value.zeros(a.dtype(), shape);
    int aRow = op.transposeA() ? 1 : k;
    int aColumn = op.transposeA() ? m : 1;
    int bRow = op.transposeB() ? 1 : n;
    int bColumn = op.transposeB() ? k : 1;
    // Row by row of b, which is far quicker in memory; each sum is still in ascending order of k.
    for (int i = 0; i < c.size() / Math.max(n, 1); i++) {
      int stack = i / m;
      for (int j = 0; j < k; j++) {
        int left = stack * m * k + i % m * aRow + j * aColumn;
        int right = stack * k * n + j * bRow;
        if (a.dtype().isFloating()) {
          addRow(c.floats(), i * n, n, a.floats()[left], b.floats(), right, bColumn);
        } else {
          addRow(c.integers(), i * n, n, a.integers()[left], b.integers(), right, bColumn);
        }
      }
    }
    return c;
  }

  private static void addRow(
      double[] c, int at, int n, double factor, double[] b, int right, int step) {
    for (int i = 0; i < n; i++) {
      c[at + i] += factor * b[right + i * step];
    }
  }

  private static void addRow(long[] c, int at, int n, long factor, long[] b, int right, int step) {
    for (int i = 0; i < n; i++) {
      c[at + i] += factor * b[right + i * step];
    }
  }

  @Override
  public Value conv(Op.Conv op, List<Value> operands) {
    Value x = operands.get(0);
    Value kernel = operands.get(1);
    int rank = x.rank();
    int out = kernel.dim(rank - 1);
    int[] shape = op.window().output(fixed(x)).dims().stream().mapToInt(Dim::size).toArray();
    shape[rank - 1] = out;
    Value y = Value.zeros(x.dtype(), shape);
    new Windows(op.window(), x.shape(), shape)
        .convolve(
            x.floats(), kernel.floats(), y.floats(), x.dim(0), x.dim(rank - 1), out, op.groups());
    return y;
  }

  private static Shape fixed(Value x) {
    return Shape.of(x.shape());
  }

  @Override
  public Value convInput(Op.ConvInput op, List<Value> operands) {
    Value y = operands.get(0);
    Value kernel = operands.get(1);
    int rank = y.rank();
    int in = kernel.dim(rank - 2) * op.groups();
    Value x = Value.zeros(y.dtype(), around(y, op.spatial(), in));
    new Windows(op.window(), x.shape(), y.shape())
        .toInput(
            x.floats(), kernel.floats(), y.floats(), y.dim(0), in, y.dim(rank - 1), op.groups());
    return x;
  }

  /** (batch of y, spatial…, channels). */
  private int[] around(Value y, List<Dim> spatial, int channels) {
    return IntStream.concat(
            IntStream.concat(IntStream.of(y.dim(0)), Arrays.stream(sizes(spatial))),
            IntStream.of(channels))
        .toArray();
  }

  @Override
  public Value convKernel(Op.ConvKernel op, List<Value> operands) {
    Value x = operands.get(0);
    Value y = operands.get(1);
    int in = x.dim(x.rank() - 1);
    int out = y.dim(x.rank() - 1);
    int[] shape =
        IntStream.concat(
                op.window().size().stream().mapToInt(i -> i), IntStream.of(in / op.groups(), out))
            .toArray();
    Value kernel = Value.zeros(x.dtype(), shape);
    new Windows(op.window(), x.shape(), y.shape())
        .toKernel(x.floats(), kernel.floats(), y.floats(), x.dim(0), in, out, op.groups());
    return kernel;
  }

  private static Value pooled(Value x, Window window) {
    int[] shape = window.output(fixed(x)).dims().stream().mapToInt(Dim::size).toArray();
    return Value.zeros(x.dtype(), shape);
  }

  @Override
  public Value pool(Op.Pool op, List<Value> operands) {
    Value x = operands.get(0);
    Value y = pooled(x, op.window());
    new Windows(op.window(), x.shape(), y.shape())
        .pool(op.pooling(), x.floats(), y.floats(), x.dim(0), x.dim(x.rank() - 1));
    return y;
  }

  @Override
  public Value poolGradient(Op.PoolGradient op, List<Value> operands) {
    Value g = operands.get(operands.size() - 1);
    int channels = g.dim(g.rank() - 1);
    Value x = Value.zeros(g.dtype(), around(g, op.spatial(), channels));
    Windows windows = new Windows(op.window(), x.shape(), g.shape());
    switch (op.pooling()) {
      case SUM -> windows.pairs(x.dim(0), channels, (i, o) -> x.floats()[i] += g.floats()[o]);
      case MAX -> {
        int[] greatest = windows.greatest(operands.get(0).floats(), x.dim(0), channels);
        for (int o = 0; o < greatest.length; o++) {
          if (greatest[o] >= 0) {
            x.floats()[greatest[o]] += g.floats()[o];
          }
        }
      }
    }
    return x;
  }

  @Override
  public Value poolPick(Op.PoolPick op, List<Value> operands) {
    Value x = operands.get(0);
    double[] v = operands.get(1).floats();
    Value y = pooled(x, op.window());
    int[] greatest =
        new Windows(op.window(), x.shape(), y.shape())
            .greatest(x.floats(), x.dim(0), x.dim(x.rank() - 1));
    Arrays.setAll(y.floats(), o -> greatest[o] < 0 ? 0 : v[greatest[o]]);
    return y;
  }

  // ---- random numbers, control

  @Override
  public Value random(Op.Random op, List<Value> operands) {
    Value y = Value.zeros(op.type().dtype(), sizes(op.type().shape()));
    int step = (int) operands.get(0).integers()[0];
    int micro = (int) operands.get(1).integers()[0];
    long[] example = operands.get(2).integers();
    boolean perExample = operands.get(2).rank() == 1;
    int each = perExample ? y.size() / Math.max(1, example.length) : y.size();
    for (int i = 0; i < y.size(); i++) {
      int who = (int) example[perExample ? i / each : 0];
      int element = i % each;
      y.floats()[i] =
          y.dtype() == DType.F32
              ? Philox.single(op.key(), step, micro, who, element)
              : Philox.twice(op.key(), step, micro, who, element);
    }
    return y;
  }

  @Override
  public Value scan(Op.Scan op, List<Value> operands) {
    throw new CompileException("a scan is a kernel of form SCAN, not a step", "");
  }

  @Override
  public Value part(Op.Part op, List<Value> operands) {
    throw new CompileException("a part of a scan is a result of its kernel, not a step", "");
  }

  @Override
  public Value stopGradient(Op.StopGradient op, List<Value> operands) {
    return operands.get(0);
  }

  @Override
  public Value customGradient(Op.CustomGradient op, List<Value> operands) {
    return operands.get(0);
  }
}
