package graft.accel.cpu;

import graft.api.Op;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Kernel;
import graft.api.accel.Program.Place;
import graft.api.accel.Program.Result;
import graft.api.accel.Program.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cuts fused kernels into one SINGLE kernel for each step, with a buffer between: slow, but it
 * carries whatever the generator does not (columns of several strides at once, methods too long for
 * the JIT).
 */
final class Splitter {
  private final Program program;
  private final List<Kernel> kernels = new ArrayList<>();
  private final List<Buffer> added = new ArrayList<>();
  private final int[] first;
  private final int[] last;

  private Splitter(Program program) {
    this.program = program;
    first = new int[program.kernels().size() + 1];
    last = new int[program.kernels().size()];
  }

  static Program split(Program program, Set<Integer> refused) {
    return new Splitter(program).split(refused);
  }

  private Program split(Set<Integer> refused) {
    for (int i = 0; i < program.kernels().size(); i++) {
      first[i] = kernels.size();
      if (refused.contains(i)) {
        cut(program.kernels().get(i));
      } else {
        kernels.add(program.kernels().get(i));
      }
      last[i] = kernels.size() - 1;
    }
    first[program.kernels().size()] = kernels.size();
    List<Buffer> buffers = new ArrayList<>();
    for (Buffer b : program.buffers()) {
      buffers.add(
          b.place() == Place.TEMP
              ? new Buffer(
                  b.id(),
                  b.dtype(),
                  b.shape(),
                  b.place(),
                  first[b.first()],
                  last[b.last()],
                  refused.contains(b.first()) ? -1 : b.alias())
              : b);
    }
    buffers.addAll(added);
    return new Program(buffers, kernels, first[program.commit()], program.guard(), program.ports());
  }

  /**
   * Steps in order; results go to their buffers in the end, as inputs may lie in the same memory.
   */
  private void cut(Kernel kernel) {
    int inputs = kernel.inputs().size();
    Map<Integer, Integer> bufferOf = new HashMap<>();
    int start = kernels.size();
    int end = start + kernel.steps().size() + kernel.results().size();
    for (int i = 0; i < inputs; i++) {
      bufferOf.put(i, kernel.inputs().get(i));
    }
    for (int j = 0; j < kernel.steps().size(); j++) {
      Step step = kernel.steps().get(j);
      int buffer = program.buffers().size() + added.size();
      added.add(
          new Buffer(
              buffer, step.type().dtype(), step.type().shape(), Place.TEMP, start + j, end, -1));
      bufferOf.put(inputs + j, buffer);
      single(kernel, step.op(), step.type(), step.operands(), bufferOf, buffer);
    }
    for (Result result : kernel.results()) {
      TensorType type = type(kernel, result.value());
      single(
          kernel,
          new Op.Reshape(type.shape()),
          type,
          List.of(result.value()),
          bufferOf,
          result.buffer());
    }
  }

  private void single(
      Kernel kernel,
      Op op,
      TensorType type,
      List<Integer> operands,
      Map<Integer, Integer> bufferOf,
      int result) {
    List<Integer> buffers = new ArrayList<>();
    List<TensorType> types = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (int operand : operands) {
      numbers.add(buffers.size());
      buffers.add(bufferOf.get(operand));
      types.add(type(kernel, operand));
    }
    Step step = new Step(op, numbers, type);
    kernels.add(
        new Kernel(
            Program.Form.SINGLE,
            type.shape(),
            0,
            List.of(step),
            buffers,
            types,
            List.of(new Result(operands.size(), result)),
            kernel.origin(),
            List.of()));
  }

  private static TensorType type(Kernel kernel, int value) {
    int inputs = kernel.inputs().size();
    return value < inputs
        ? kernel.inputTypes().get(value)
        : kernel.steps().get(value - inputs).type();
  }
}
