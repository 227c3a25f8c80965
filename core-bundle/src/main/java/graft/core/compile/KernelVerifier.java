package graft.core.compile;

import graft.api.Op;
import graft.api.Shape;
import graft.api.TensorType;
import graft.api.accel.Program.Form;
import graft.api.accel.Program.Kernel;
import graft.api.accel.Program.Result;
import graft.api.accel.Program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The rules of {@link Form}, as a check of one kernel. */
final class KernelVerifier {
  private final String where;
  private final Kernel kernel;
  private final List<TensorType> values;
  private final List<Boolean> reduced = new ArrayList<>();

  private KernelVerifier(String where, Kernel kernel) {
    this.where = where;
    this.kernel = kernel;
    this.values = new ArrayList<>(kernel.inputTypes());
    values.forEach(v -> reduced.add(false));
  }

  /** Checks a kernel; returns the types of its values (for SCAN of its parts). */
  static List<TensorType> verify(String where, Kernel kernel) {
    KernelVerifier verifier = new KernelVerifier(where, kernel);
    if (kernel.form() == Form.SCAN) {
      verifier.check(kernel.steps().size() == 1 && kernel.body().size() == 1, "is no scan");
      return ((Op.Scan) kernel.op()).results();
    }
    kernel.steps().forEach(verifier::step);
    kernel.results().forEach(verifier::result);
    return verifier.values;
  }

  private void step(Step step) {
    for (int operand : step.operands()) {
      check(operand >= 0 && operand < values.size(), step + " comes before its operands");
    }
    List<TensorType> types = step.operands().stream().map(values::get).toList();
    TensorType type = step.op().infer(types);
    check(type.equals(step.type()), step + " gives " + type);
    boolean after = step.operands().stream().anyMatch(reduced::get);
    if (kernel.form() == Form.SINGLE) {
      check(kernel.steps().size() == 1, "has " + kernel.steps().size() + " steps");
    } else if (step.op() instanceof Op.Reduce reduce) {
      reduction(step, reduce, after);
      after = true;
    } else {
      check(step.op().accept(OpKind.VISITOR, 0).isLoop(), step + " is not elementwise");
      level(step, after);
    }
    if (step.op() instanceof Op.Broadcast broadcast && kernel.form() != Form.SINGLE) {
      broadcast(step, broadcast);
    }
    values.add(type);
    reduced.add(after);
  }

  private void level(Step step, boolean after) {
    Shape shape = step.type().shape();
    boolean rows = kernel.form() == Form.ROWS && shape.equals(rows());
    check(isDomain(shape) || shape.isScalar() || rows, step + " has no shape of the kernel");
    check(kernel.form() != Form.COLUMNS || !after, step + " follows a reduction");
    boolean again = after && rows().isScalar() && !shape.isScalar();
    check(!again, step + " needs a second pass over the only row");
  }

  private void reduction(Step step, Op.Reduce reduce, boolean after) {
    Shape shape = values.get(step.operands().get(0)).shape();
    int rank = kernel.domain().rank();
    int rows = rank - kernel.columns();
    boolean leading = kernel.form() == Form.COLUMNS;
    List<Integer> axes =
        IntStream.range(leading ? 0 : rows, leading ? rows : rank).boxed().toList();
    check(kernel.form() != Form.LOOP, step + " in a loop");
    check(isDomain(shape) && reduce.axes().equals(axes), step + " reduces other axes");
    check(!leading || !after, step + " follows a reduction");
  }

  private void broadcast(Step step, Op.Broadcast broadcast) {
    int operand = step.operands().get(0);
    boolean input = operand < kernel.inputs().size();
    boolean scalar = values.get(operand).shape().isScalar();
    List<Integer> lead = IntStream.range(0, rows().rank()).boxed().toList();
    boolean rows =
        kernel.form() == Form.ROWS
            && isDomain(broadcast.shape())
            && values.get(operand).shape().equals(rows())
            && broadcast.axes().equals(lead);
    check(input || scalar || rows, step + " repeats a value of the kernel");
  }

  private void result(Result result) {
    int value = result.value();
    Shape shape = values.get(value).shape();
    boolean step = value >= kernel.inputs().size();
    boolean fits =
        switch (kernel.form()) {
          case SINGLE -> true;
          case LOOP -> isDomain(shape);
          case ROWS -> isDomain(shape) || shape.equals(rows());
          case COLUMNS -> isDomain(shape) || reduced.get(value);
          case SCAN -> false;
        };
    check(step && fits, "writes value " + value + " of shape " + shape);
  }

  private boolean isDomain(Shape shape) {
    return shape.equals(kernel.domain());
  }

  private Shape rows() {
    return kernel.domain().part(0, kernel.domain().rank() - kernel.columns());
  }

  private void check(boolean holds, String what) {
    ProgramVerifier.check(holds, where + ": " + what);
  }
}
