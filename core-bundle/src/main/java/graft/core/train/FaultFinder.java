package graft.core.train;

import graft.api.NdArray;
import graft.api.Op;
import graft.api.accel.Executable;
import graft.api.accel.Program;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.core.compile.Compiler;
import graft.core.reference.Interpreter;
import graft.core.reference.Value;
import graft.core.registry.PluginFault;
import graft.core.state.StateStore;
import graft.core.trace.StateTensor;
import graft.core.trace.TracedModel;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says where a value that is not finite comes from: runs the step again, operation by operation, on
 * the reference interpreter, and goes back from the loss along operands that are not finite (NaN
 * before infinity, since infinities also serve as masks) to the first operation whose operands are
 * all finite. If loss and gradients are finite, it is the rate: the first such value of the update.
 */
final class FaultFinder {
  /** How bad a buffer's values are, and which kernel made them. */
  private record Mark(Program.Kernel kernel, boolean nan) {}

  private final Program program;
  private final Set<Program.Kernel> own = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Integer, Mark> marks = new LinkedHashMap<>();

  private FaultFinder(Program program) {
    this.program = program;
    own.addAll(program.kernels());
  }

  /**
   * The place, as a part of a message.
   *
   * @param state the state before the step
   */
  static String find(
      TracedModel model, Map<String, NdArray> state, HostBatch batch, Schema schema) {
    String given = given(batch, schema);
    if (!given.isEmpty()) {
      return given;
    }
    try {
      return searched(model, state, batch, schema);
    } catch (RuntimeException e) {
      // The job's failure is the message that counts.
      return "the search for its origin failed: " + PluginFault.text(e);
    }
  }

  private static String searched(
      TracedModel model, Map<String, NdArray> state, HostBatch batch, Schema schema) {
    FaultFinder finder = new FaultFinder(Compiler.lower(model.step()));
    finder.run(model, state, batch, schema);
    for (String output : List.of("loss", "gradient_norm")) {
      int port = finder.program.port(output);
      Mark mark = port < 0 ? null : finder.marks.get(finder.program.ports().get(port).buffer());
      if (mark != null) {
        return text(finder.origin(mark));
      }
    }
    for (Mark mark : finder.marks.values()) {
      if (mark.kernel().origin().equals("optimizer")) {
        return text(finder.origin(mark));
      }
    }
    return "the reference interpreter finds all values finite";
  }

  private static String given(HostBatch batch, Schema schema) {
    for (int c = 0; c < schema.columns().size(); c++) {
      Column column = schema.columns().get(c);
      for (int i = 0; i < batch.size; i++) {
        for (int e = 0; e < column.elements(); e++) {
          double value = batch.row.at(i).get(c, e);
          if (!Double.isFinite(value)) {
            String example = " in " + batch.origin(i);
            return "column '" + column.name() + "' of the data holds " + value + example;
          }
        }
      }
    }
    return "";
  }

  /** The first weight that no training can go on from, as a part of a message; or empty. */
  static Optional<String> badWeight(List<StateTensor> states, Map<String, NdArray> values) {
    for (StateTensor tensor : states) {
      NdArray value = values.get(tensor.name());
      // A layer's own state may begin with infinity.
      boolean finite = tensor.role() == StateTensor.Role.PARAM;
      for (int i = 0; value != null && tensor.isWeight() && i < value.size(); i++) {
        double element = value.get(i);
        if (finite ? !Double.isFinite(element) : Double.isNaN(element)) {
          return Optional.of("'" + tensor.name() + "' holds " + element);
        }
      }
    }
    return Optional.empty();
  }

  private void run(TracedModel model, Map<String, NdArray> values, HostBatch batch, Schema schema) {
    Interpreter interpreter = new Interpreter(true);
    try (StateStore state = new StateStore(model.states(), interpreter, 1);
        DeviceInputs inputs = new DeviceInputs(schema, interpreter, batch.size);
        Executable executable = interpreter.compile(program, this::after);
        BoundProgram bound = new BoundProgram(executable, state, inputs, interpreter, batch.size)) {
      state.restore(values);
      inputs.write(batch);
      bound.run(batch.size);
    }
  }

  private void after(Program.Kernel kernel, List<Value> values) {
    if (!own.contains(kernel)) {
      return; // within a scan: the scan itself is named
    }
    int first = kernel.form() == Program.Form.SCAN ? 0 : kernel.inputs().size();
    for (Program.Result result : kernel.results()) {
      Value value = values.get(result.value() - first);
      boolean constant = kernel.form() != Program.Form.SCAN && kernel.op() instanceof Op.Constant;
      if (!value.isFinite() && !constant) {
        marks.put(result.buffer(), new Mark(kernel, value.hasNan()));
      }
    }
  }

  private Program.Kernel origin(Mark from) {
    Mark mark = from;
    while (true) {
      Mark next = null;
      for (int input : mark.kernel().inputs()) {
        Mark operand = marks.get(input);
        if (operand != null && (next == null || (operand.nan() && !next.nan()))) {
          next = operand;
        }
      }
      if (next == null || next.kernel() == mark.kernel()) {
        return mark.kernel();
      }
      mark = next;
    }
  }

  private static String text(Program.Kernel kernel) {
    String place = kernel.origin().isEmpty() ? "the model" : "'" + kernel.origin() + "'";
    return "the first value that is not finite comes from " + place + " (" + name(kernel) + ")";
  }

  private static String name(Program.Kernel kernel) {
    return kernel.form() == Program.Form.SCAN ? "scan" : kernel.op().name();
  }
}
