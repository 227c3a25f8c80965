package graft.core.compile;

import graft.api.DType;
import graft.api.Dim;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.api.accel.Program.Place;
import graft.core.reference.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Runs a program on the interpreter, on numbers that depend on the names of its ports. */
final class ProgramRun {
  private ProgramRun() {}

  /** The number of elements for an open size's value. */
  static int elements(Program.Buffer buffer, Map<String, Integer> sizes) {
    return (int)
        buffer.shape().dims().stream().mapToLong(d -> value(d, sizes)).reduce(1, (a, b) -> a * b);
  }

  private static long value(Dim dim, Map<String, Integer> sizes) {
    return dim.evaluate(sizes::get);
  }

  /** Port name → its numbers (STATE and OUTPUT) after {@code runs} runs. */
  static Map<String, List<Double>> run(
      Program program, Map<String, Integer> sizes, Map<String, double[]> given, int runs) {
    Interpreter interpreter = new Interpreter();
    Map<String, Memory> memories = new TreeMap<>();
    try (Executable executable = interpreter.compile(program, 1);
        Executable.Frame frame = executable.frame()) {
      sizes.forEach(frame::size);
      for (int i = 0; i < program.ports().size(); i++) {
        Program.Port port = program.ports().get(i);
        Program.Buffer buffer = program.buffer(port);
        int count = elements(buffer, sizes);
        Memory memory = interpreter.allocate(buffer.dtype(), count);
        if (buffer.place() != Place.OUTPUT) {
          double[] numbers =
              given.containsKey(port.name()) ? given.get(port.name()) : random(port.name(), count);
          memory.write(host(buffer.dtype(), numbers), 0, 0, count);
        }
        memories.put(port.name(), memory);
        frame.bind(i, memory);
      }
      for (int i = 0; i < runs; i++) {
        frame.run();
      }
    }
    Map<String, List<Double>> results = new TreeMap<>();
    for (Program.Port port : program.ports()) {
      if (program.buffer(port).place() != Place.INPUT) {
        results.put(
            port.name(), read(memories.get(port.name()), elements(program.buffer(port), sizes)));
      }
    }
    return results;
  }

  private static double[] random(String name, int count) {
    Random random = new Random(name.hashCode());
    return random.doubles(count, -2, 2).toArray();
  }

  private static Object host(DType dtype, double[] numbers) {
    int n = numbers.length;
    float[] floats = new float[n];
    int[] ints = new int[n];
    long[] longs = new long[n];
    boolean[] booleans = new boolean[n];
    for (int i = 0; i < n; i++) {
      floats[i] = (float) numbers[i];
      ints[i] = (int) numbers[i];
      longs[i] = (long) numbers[i];
      booleans[i] = numbers[i] > 0;
    }
    return switch (dtype) {
      case F32 -> floats;
      case F64 -> numbers;
      case I32 -> ints;
      case I64 -> longs;
      case BOOL -> booleans;
      case STRING -> throw DType.notInTensors();
    };
  }

  private static List<Double> read(Memory memory, int count) {
    List<Double> values = new ArrayList<>();
    Object host = host(memory.dtype(), new double[count]);
    memory.read(0, host, 0, count);
    for (int i = 0; i < count; i++) {
      Object element = java.lang.reflect.Array.get(host, i);
      values.add(element instanceof Boolean b ? (b ? 1.0 : 0.0) : ((Number) element).doubleValue());
    }
    return values;
  }
}
