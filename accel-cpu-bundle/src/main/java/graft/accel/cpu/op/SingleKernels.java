package graft.accel.cpu.op;

import graft.accel.cpu.code.FusedClasses;
import graft.accel.cpu.code.FusedKernel;
import graft.accel.cpu.kernel.Kernels;
import graft.accel.cpu.work.Lowered;
import graft.accel.cpu.work.Slots;
import graft.accel.cpu.work.Work;
import graft.api.CompileException;
import graft.api.Op;
import graft.api.Shape;
import graft.api.accel.Program;
import graft.api.accel.Program.Form;
import java.util.List;
import java.util.function.Function;

/** Makes SINGLE kernels ready to run: a row for each operation. */
public final class SingleKernels implements Op.Visitor<Program.Kernel, Lowered> {
  private final Kernels kernels;
  private final FusedClasses classes;
  private final Slots slots;

  /** Private slots of the kernels are taken from {@code slots}. */
  public SingleKernels(Kernels kernels, FusedClasses classes, Slots slots) {
    this.kernels = kernels;
    this.classes = classes;
    this.slots = slots;
  }

  /** The kernel made ready. */
  public Lowered lower(Program.Kernel kernel) {
    return kernel.op().accept(this, kernel);
  }

  private static Lowered works(Program.Kernel kernel, Function<Operands, List<Work>> works) {
    return binding -> works.apply(new Operands(kernel, binding));
  }

  /** As a generated loop of one step. */
  private Lowered loop(Program.Kernel k) {
    return fused(k, Form.LOOP, k.steps().get(0).type().shape(), 0);
  }

  private Lowered fused(Program.Kernel k, Form form, Shape domain, int columns) {
    Program.Kernel kernel =
        new Program.Kernel(
            form,
            domain,
            columns,
            k.steps(),
            k.inputs(),
            k.inputTypes(),
            k.results(),
            k.origin(),
            List.of());
    return FusedKernel.of(kernel, classes, slots).orElseThrow(() -> unexpected(k));
  }

  private static CompileException unexpected(Program.Kernel k) {
    return new CompileException(
        k.origin().isEmpty() ? "cpu" : "layer '" + k.origin() + "'",
        "no kernel for " + k.steps(),
        "an operation of this kind does not stand in a program of the compiler");
  }

  // ---- elementwise

  @Override
  public Lowered constant(Op.Constant op, Program.Kernel k) {
    return loop(k);
  }

  @Override
  public Lowered input(Op.Input op, Program.Kernel k) {
    throw unexpected(k);
  }

  @Override
  public Lowered iota(Op.Iota op, Program.Kernel k) {
    return loop(k);
  }

  @Override
  public Lowered size(Op.Size op, Program.Kernel k) {
    return loop(k);
  }

  @Override
  public Lowered unary(Op.Unary op, Program.Kernel k) {
    return loop(k);
  }

  @Override
  public Lowered binary(Op.Binary op, Program.Kernel k) {
    return loop(k);
  }

  @Override
  public Lowered compare(Op.Compare op, Program.Kernel k) {
    return loop(k);
  }

  @Override
  public Lowered select(Op.Select op, Program.Kernel k) {
    return loop(k);
  }

  @Override
  public Lowered cast(Op.Cast op, Program.Kernel k) {
    return loop(k);
  }

  @Override
  public Lowered broadcast(Op.Broadcast op, Program.Kernel k) {
    return loop(k);
  }

  // ---- reductions and lines

  @Override
  public Lowered reduce(Op.Reduce op, Program.Kernel k) {
    Shape x = k.inputTypes().get(k.steps().get(0).operands().get(0)).shape();
    List<Integer> axes = op.axes();
    int count = axes.size();
    boolean trailing = count > 0 && axes.get(0) == x.rank() - count;
    boolean leading = count > 0 && axes.get(count - 1) == count - 1;
    if (trailing) {
      return fused(k, Form.ROWS, x, count);
    }
    if (leading) {
      return fused(k, Form.COLUMNS, x, x.rank() - count);
    }
    return works(k, o -> Reductions.reduce(op, o, kernels));
  }

  @Override
  public Lowered argMax(Op.ArgMax op, Program.Kernel k) {
    return works(k, o -> Lines.argMax(op, o, kernels));
  }

  @Override
  public Lowered argSort(Op.ArgSort op, Program.Kernel k) {
    return works(k, o -> Lines.argSort(op, o));
  }

  @Override
  public Lowered cumSum(Op.CumSum op, Program.Kernel k) {
    return works(k, o -> Lines.cumSum(op, o));
  }

  // ---- shapes

  @Override
  public Lowered reshape(Op.Reshape op, Program.Kernel k) {
    return works(k, o -> List.of(o.copy(0)));
  }

  @Override
  public Lowered transpose(Op.Transpose op, Program.Kernel k) {
    return works(k, o -> Blocks.transpose(op, o, kernels));
  }

  @Override
  public Lowered slice(Op.Slice op, Program.Kernel k) {
    return works(k, o -> Blocks.slice(op, o));
  }

  @Override
  public Lowered pad(Op.Pad op, Program.Kernel k) {
    return works(k, o -> Blocks.pad(op, o));
  }

  @Override
  public Lowered concat(Op.Concat op, Program.Kernel k) {
    return works(k, o -> Blocks.concat(op, o));
  }

  @Override
  public Lowered reverse(Op.Reverse op, Program.Kernel k) {
    return works(k, o -> Blocks.reverse(op, o));
  }

  // ---- indexing

  @Override
  public Lowered gather(Op.Gather op, Program.Kernel k) {
    return works(k, o -> Indexing.gather(op, o));
  }

  @Override
  public Lowered scatterAdd(Op.ScatterAdd op, Program.Kernel k) {
    return works(k, o -> Indexing.scatterAdd(op, o));
  }

  @Override
  public Lowered dynamicSlice(Op.DynamicSlice op, Program.Kernel k) {
    return works(k, o -> Blocks.dynamicSlice(op, o));
  }

  @Override
  public Lowered dynamicUpdate(Op.DynamicUpdate op, Program.Kernel k) {
    return works(k, Blocks::dynamicUpdate);
  }

  // ---- linear algebra, convolution, pooling

  @Override
  public Lowered matMul(Op.MatMul op, Program.Kernel k) {
    return works(k, o -> Products.matMul(op, o, kernels));
  }

  @Override
  public Lowered conv(Op.Conv op, Program.Kernel k) {
    return works(k, o -> Windowed.conv(op, o, kernels));
  }

  @Override
  public Lowered convInput(Op.ConvInput op, Program.Kernel k) {
    return works(k, o -> Windowed.convInput(op, o, kernels));
  }

  @Override
  public Lowered convKernel(Op.ConvKernel op, Program.Kernel k) {
    return works(k, o -> Windowed.convKernel(op, o, kernels));
  }

  @Override
  public Lowered pool(Op.Pool op, Program.Kernel k) {
    return works(k, o -> Windowed.pool(op, o, kernels));
  }

  @Override
  public Lowered poolGradient(Op.PoolGradient op, Program.Kernel k) {
    return works(k, o -> Windowed.poolGradient(op, o, kernels));
  }

  @Override
  public Lowered poolPick(Op.PoolPick op, Program.Kernel k) {
    return works(k, o -> Windowed.poolPick(op, o, kernels));
  }

  // ---- random numbers, control

  @Override
  public Lowered random(Op.Random op, Program.Kernel k) {
    return works(k, o -> List.of(new RandomWork(op, o)));
  }

  @Override
  public Lowered scan(Op.Scan op, Program.Kernel k) {
    throw unexpected(k);
  }

  @Override
  public Lowered part(Op.Part op, Program.Kernel k) {
    throw unexpected(k);
  }

  @Override
  public Lowered stopGradient(Op.StopGradient op, Program.Kernel k) {
    return works(k, o -> List.of(o.copy(0)));
  }

  @Override
  public Lowered customGradient(Op.CustomGradient op, Program.Kernel k) {
    return works(k, o -> List.of(o.copy(0)));
  }
}
