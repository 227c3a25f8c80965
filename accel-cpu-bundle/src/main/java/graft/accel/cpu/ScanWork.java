package graft.accel.cpu;

import graft.accel.cpu.work.Binding;
import graft.accel.cpu.work.Lane;
import graft.accel.cpu.work.Storage;
import graft.accel.cpu.work.Work;
import graft.api.DType;
import graft.api.Op;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the body of a scan once for each index, on the caller, which splits the body's kernels among
 * the workers. The body's ports are moved along: a carry goes from the operand through two buffers
 * in turn to the result, sequences and stacks go on by one row.
 */
final class ScanWork implements Work {

  private final Binding outer;
  private final Runner runner;
  private final Plan plan;
  private final Object[] arrays;
  private final int length;
  private final boolean reverse;
  private final int carries;
  private final int[] inputs;
  private final int[] outputs;
  private final int[] operands;
  private final int[] operandRows;
  private final int[] results;
  private final int[] resultRows;
  private final int[] carryElements;

  /** For each output two arrays, if it is a carry; if nobody wants it, one. */
  private final Object[][] own;

  private final long[] time = new long[1 + Storage.SLACK];

  ScanWork(Program.Kernel kernel, Lowering body, Binding outer) {
    this.outer = outer;
    runner = body.runner();
    Op.Scan scan = (Op.Scan) kernel.op();
    length = Math.toIntExact(outer.size(scan.length()));
    reverse = scan.reverse();
    carries = scan.carries();
    Program program = body.program();
    arrays = new Object[body.slots()];
    plan = new Plan(body, outer.sizes(), arrays);
    for (Buffer buffer : program.buffers()) {
      if (buffer.place() == Place.TEMP) {
        arrays[buffer.id()] = arena(program, buffer);
      }
    }
    List<Integer> steps = kernel.steps().get(0).operands();
    int count = steps.size();
    inputs = new int[count + 1];
    operands = new int[count];
    operandRows = new int[count];
    for (int i = 0; i <= count; i++) {
      inputs[i] = portBuffer(program, "in" + i);
    }
    for (int i = 0; i < count; i++) {
      operands[i] = kernel.inputs().get(steps.get(i));
      boolean sequence = i >= carries && i < carries + scan.sequences();
      operandRows[i] = sequence ? outer.elements(scan.body().inputs().get(i).shape()) : 0;
    }
    List<TensorType> types = new ArrayList<>();
    scan.body().outputs().forEach(o -> types.add(o.type()));
    outputs = new int[types.size()];
    results = new int[types.size()];
    resultRows = new int[types.size()];
    carryElements = new int[types.size()];
    own = new Object[types.size()][];
    for (int i = 0; i < types.size(); i++) {
      outputs[i] = portBuffer(program, "out" + i);
      results[i] = -1;
      int elements = outer.elements(types.get(i).shape());
      carryElements[i] = elements;
      resultRows[i] = i < carries ? 0 : elements;
      DType dtype = types.get(i).dtype();
      own[i] = new Object[] {Storage.allocate(dtype, elements), Storage.allocate(dtype, elements)};
    }
    for (Program.Result result : kernel.results()) {
      results[result.value()] = result.buffer();
    }
    if (inputs[count] >= 0) {
      arrays[inputs[count]] = time;
    }
  }

  private static int portBuffer(Program program, String name) {
    int port = program.port(name);
    return port < 0 ? -1 : program.ports().get(port).buffer();
  }

  private Object arena(Program program, Buffer buffer) {
    for (Buffer other : program.buffers()) {
      if (other.place() == Place.TEMP
          && other.dtype() == buffer.dtype()
          && arrays[other.id()] != null) {
        return arrays[other.id()];
      }
    }
    return Storage.allocate(buffer.dtype(), plan.arena().length(buffer.dtype()));
  }

  @Override
  public int tasks() {
    return 1;
  }

  @Override
  public void run(int from, int to, Lane lane) {
    if (length == 0) {
      for (int i = 0; i < carries; i++) {
        if (results[i] >= 0) {
          System.arraycopy(
              outer.arrays[operands[i]],
              outer.offsets[operands[i]],
              outer.arrays[results[i]],
              outer.offsets[results[i]],
              carryElements[i]);
        }
      }
    }
    for (int n = 0; n < length; n++) {
      int index = reverse ? length - 1 - n : n;
      time[0] = index;
      bind(n, index);
      runner.run(plan.works(), 0, plan.works().length, lane);
    }
  }

  private void bind(int n, int index) {
    int[] offsets = plan.offsets();
    for (int i = 0; i < operands.length; i++) {
      if (inputs[i] < 0) {
        continue;
      }
      if (i < carries && n > 0) {
        arrays[inputs[i]] = own[i][(n - 1) % 2];
        offsets[inputs[i]] = 0;
      } else {
        arrays[inputs[i]] = outer.arrays[operands[i]];
        offsets[inputs[i]] = outer.offsets[operands[i]] + index * operandRows[i];
      }
    }
    for (int i = 0; i < outputs.length; i++) {
      boolean carried = i < carries && n < length - 1;
      if (carried || results[i] < 0) {
        arrays[outputs[i]] = own[i][n % 2];
        offsets[outputs[i]] = 0;
      } else {
        arrays[outputs[i]] = outer.arrays[results[i]];
        offsets[outputs[i]] = outer.offsets[results[i]] + index * resultRows[i];
      }
    }
  }
}
