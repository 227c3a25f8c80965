package graft.core.reference;

import graft.api.CompileException;
import graft.api.DType;
import graft.api.GraftException;
import graft.api.Op;
import graft.api.Shape;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Form;
import graft.api.accel.Program.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Runs kernels in order over an array of values, one for each buffer. */
final class Runner {
  private final Evaluator evaluator;
  private final boolean rounding;
  private final KernelObserver observer;

  Runner(boolean rounding, ToLongFunction<String> sizes, KernelObserver observer) {
    this.evaluator = new Evaluator(rounding, sizes);
    this.rounding = rounding;
    this.observer = observer;
  }

  /** Runs the kernels from number {@code from} to {@code to} (exclusive). */
  void run(Program program, @Nullable Value[] buffers, int from, int to) {
    for (int i = from; i < to; i++) {
      Kernel kernel = program.kernels().get(i);
      List<Value> values = new ArrayList<>();
      for (int j = 0; j < kernel.inputs().size(); j++) {
        Value value = written(program, buffers, kernel.inputs().get(j));
        values.add(value.reshaped(sizes(kernel.inputTypes().get(j).shape())));
      }
      int inputs = kernel.form() == Form.SCAN ? 0 : values.size();
      List<Value> all;
      try {
        all = kernel.form() == Form.SCAN ? scan(kernel, values) : steps(kernel, values);
      } catch (GraftException e) {
        throw e.where().isEmpty() && !kernel.origin().isEmpty()
            ? e.at("layer '" + kernel.origin() + "'")
            : e;
      }
      for (Program.Result result : kernel.results()) {
        buffers[result.buffer()] = all.get(result.value());
      }
      observer.after(kernel, all.subList(inputs, all.size()));
    }
  }

  int[] sizes(Shape shape) {
    return evaluator.sizes(shape);
  }

  private static Value written(Program program, @Nullable Value[] buffers, int buffer) {
    Value value = buffers[buffer];
    if (value == null) {
      throw new CompileException(
          "buffer " + program.buffers().get(buffer) + " is read before it is written", "");
    }
    return value;
  }

  /** The kernel's inputs, then the result of each step. */
  private List<Value> steps(Kernel kernel, List<Value> inputs) {
    List<Value> values = new ArrayList<>(inputs);
    for (Program.Step step : kernel.steps()) {
      List<Value> operands = step.operands().stream().map(values::get).toList();
      Value value = evaluator.evaluate(step.op(), operands);
      int[] shape = evaluator.sizes(step.type().shape());
      if (value.dtype() != step.type().dtype() || !Arrays.equals(value.shape(), shape)) {
        throw new CompileException(
            "step " + step + " gave " + value.dtype().text() + Arrays.toString(value.shape()), "");
      }
      values.add(value);
    }
    return values;
  }

  /** All parts of a scan. */
  private List<Value> scan(Kernel kernel, List<Value> inputs) {
    Op.Scan scan = (Op.Scan) kernel.op();
    List<Value> operands = kernel.steps().get(0).operands().stream().map(inputs::get).toList();
    Program body = kernel.body().get(0);
    int length = evaluator.size(scan.length());
    List<Value> parts = new ArrayList<>();
    for (int i = 0; i < scan.results().size(); i++) {
      TensorType type = scan.results().get(i);
      parts.add(
          i < scan.carries()
              ? operands.get(i)
              : Value.zeros(type.dtype(), evaluator.sizes(type.shape())));
    }
    for (int n = 0; n < length; n++) {
      int time = scan.reverse() ? length - 1 - n : n;
      @Nullable Value[] buffers = new @Nullable Value[body.buffers().size()];
      for (int i = 0; i < operands.size(); i++) {
        boolean slice = i >= scan.carries() && i < scan.carries() + scan.sequences();
        Value whole = i < scan.carries() ? parts.get(i) : operands.get(i);
        bind(body, buffers, "in" + i, slice ? whole.row(time) : whole);
      }
      Op.Constant index = Op.Constant.of(DType.I64, (long) time);
      bind(body, buffers, "in" + operands.size(), Value.of(index));
      run(body, buffers, 0, body.kernels().size());
      for (int i = 0; i < parts.size(); i++) {
        int port = body.port("out" + i);
        Value out = written(body, buffers, body.ports().get(port).buffer());
        if (i < scan.carries()) {
          parts.set(i, out);
        } else {
          parts.get(i).row(time, out);
        }
      }
    }
    return parts.stream().map(part -> part.stored(rounding)).toList();
  }

  /** An input that the body does not use may have no port. */
  private static void bind(Program body, @Nullable Value[] buffers, String name, Value value) {
    int port = body.port(name);
    if (port >= 0) {
      buffers[body.ports().get(port).buffer()] = value;
    }
  }
}
