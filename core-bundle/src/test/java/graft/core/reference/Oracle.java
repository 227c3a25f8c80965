package graft.core.reference;

import graft.api.DType;
import graft.api.Dim;
import graft.api.NdArray;
import graft.api.Tensor;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.core.compile.Compiler;
import graft.core.compile.Computation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs graphs on the interpreter, node by node. */
public final class Oracle {
  private Oracle() {}

  /** The values of outputs as doubles, whatever their types; inputs by label. */
  public static List<double[]> run(
      boolean rounding, List<Tensor> outputs, Map<String, NdArray> inputs) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    outputs.forEach(output -> named.put("out" + named.size(), output));
    Program program = Compiler.lower(new Computation(named, Map.of(), Optional.empty(), Map.of()));
    return run(new Interpreter(rounding), program, inputs);
  }

  public static double[] run(Tensor output, Map<String, NdArray> inputs) {
    return run(true, List.of(output), inputs).get(0);
  }

  static List<double[]> run(Interpreter interpreter, Program program, Map<String, NdArray> inputs) {
    List<double[]> results = new ArrayList<>();
    try (Executable executable = interpreter.compile(program, 1);
        Executable.Frame frame = executable.frame()) {
      Map<String, Long> sizes = sizes(program, inputs);
      sizes.forEach((name, size) -> frame.size(name, size.intValue()));
      List<Memory> memories = new ArrayList<>();
      for (int i = 0; i < program.ports().size(); i++) {
        Program.Buffer buffer = program.buffer(program.ports().get(i));
        long elements = buffer.shape().elements().evaluate(sizes::get);
        Memory memory = interpreter.allocate(buffer.dtype(), elements);
        NdArray input = inputs.get(program.ports().get(i).name());
        if (input != null) {
          memory.write(input.array(), 0, 0, input.size());
        }
        frame.bind(i, memory);
        memories.add(memory);
      }
      frame.run();
      for (int i = 0; program.port("out" + i) >= 0; i++) {
        results.add(read(memories.get(program.port("out" + i))));
      }
    }
    return results;
  }

  /** Open sizes that stand alone as an axis of an input; others are 3. */
  private static Map<String, Long> sizes(Program program, Map<String, NdArray> inputs) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (Program.Port port : program.ports()) {
      NdArray input = inputs.get(port.name());
      List<Dim> dims = program.buffer(port).shape().dims();
      for (int i = 0; input != null && i < dims.size(); i++) {
        if (dims.get(i).names().size() == 1) {
          String name = dims.get(i).names().iterator().next();
          sizes.put(name, (long) input.shape()[i]);
        }
      }
    }
    program.sizes().forEach(name -> sizes.putIfAbsent(name, 3L));
    return sizes;
  }

  private static double[] read(Memory memory) {
    int count = (int) memory.capacity();
    double[] values = new double[count];
    if (memory.dtype().isFloating()) {
      memory.read(0, values, 0, count);
      return values;
    }
    NdArray array = NdArray.zeros(memory.dtype(), count);
    memory.read(0, array.array(), 0, count);
    for (int i = 0; i < count; i++) {
      values[i] = array.get(i);
    }
    return values;
  }

  /** An f64 array. */
  public static NdArray array(double[] values, int... shape) {
    return new NdArray(values, shape);
  }

  /** An f64 vector as a graph. */
  public static Tensor vector(DType dtype, double... values) {
    return Tensor.concat(
        0,
        Arrays.stream(values)
            .mapToObj(value -> Tensor.constant(dtype, value).expandDims(0))
            .toList());
  }
}
