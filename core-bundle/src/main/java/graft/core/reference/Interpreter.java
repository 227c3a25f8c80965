package graft.core.reference;

import graft.api.AcceleratorType;
import graft.api.DType;
import graft.api.Doc;
import graft.api.Op;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * The oracle: runs a program kernel by kernel, step by step, each operation over whole arrays, and
 * so defines what operations mean. Floating types are held as double, integers as long.
 *
 * <p>Two modes: pure double, for checks of gradients; and rounding each result to its dtype, which
 * is what other accelerators are compared with and what the service does. Sums are accumulated in
 * double in both. One thread, whatever is asked for.
 */
@Component(service = Accelerator.class, property = "service.ranking:Integer=-1000")
@AcceleratorType("reference")
@Doc(
    value = "interprets every operation as it is defined, slowly: what others are compared with",
    source = "the semantics of graft.api.Op")
public final class Interpreter implements Accelerator {
  private final boolean rounding;

  /** In the rounding mode. */
  public Interpreter() {
    this(true);
  }

  /**
   * @param rounding whether every result is rounded to its dtype, or f32 kept as double
   */
  public Interpreter(boolean rounding) {
    this.rounding = rounding;
  }

  /** The value of an elementwise operation on scalars, rounded to its dtype. */
  public static Op.Constant constant(Op op, List<Op.Constant> operands) {
    Evaluator evaluator = new Evaluator(true, name -> 0);
    return evaluator.evaluate(op, operands.stream().map(Value::of).toList()).constant();
  }

  @Override
  public String description() {
    return "reference interpreter, " + (rounding ? "rounding" : "double") + ", 1 thread";
  }

  @Override
  public String numericsKey() {
    return "reference-" + (rounding ? "rounding" : "double") + "-1";
  }

  @Override
  public Executable compile(Program program, int threads) {
    return compile(program, (kernel, values) -> {});
  }

  /** As {@link #compile(Program, int)}, with an observer that is told of every kernel run. */
  public Executable compile(Program program, KernelObserver observer) {
    return new InterpretedProgram(program, rounding, observer);
  }

  @Override
  public Memory allocate(DType dtype, long elements) {
    return new HostMemory(dtype, Index.size(elements));
  }
}
