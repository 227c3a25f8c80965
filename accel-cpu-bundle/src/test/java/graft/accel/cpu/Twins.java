package graft.accel.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.api.accel.Program.Place;
import graft.api.accel.Program.Port;
import graft.core.reference.Interpreter;
import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** The same program with the same data on the interpreter and on the CPU in its variants. */
public final class Twins {
  private Twins() {}

  /** Every dtype's values: small, some zero, of f32 some special if asked for. */
  static Object data(DType dtype, int count, Random random, boolean special) {
    float[] specials = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 1e-40f, 88, -104, 1e30f
    };
    Object array = array(dtype, count);
    for (int i = 0; i < count; i++) {
      switch (dtype) {
        case F32 ->
            Array.setFloat(
                array,
                i,
                special && random.nextInt(9) == 0
                    ? specials[random.nextInt(specials.length)]
                    : (float) random.nextGaussian());
        case F64 -> Array.setDouble(array, i, random.nextGaussian());
        case I32 -> Array.setInt(array, i, random.nextInt(9) - 4);
        case I64 -> Array.setLong(array, i, random.nextInt(9) - 4);
        case BOOL -> Array.setBoolean(array, i, random.nextBoolean());
      }
    }
    return array;
  }

  static Object array(DType dtype, int count) {
    return switch (dtype) {
      case F32 -> new float[count];
      case F64 -> new double[count];
      case I32 -> new int[count];
      case I64 -> new long[count];
      case BOOL -> new boolean[count];
      case STRING -> throw DType.notInTensors();
    };
  }

  /** The outputs, and what became of the states, by port. */
  static Map<String, Object> run(
      Accelerator accelerator,
      Program program,
      int threads,
      int batch,
      Map<String, Object> inputs) {
    Map<String, Object> results = new LinkedHashMap<>();
    Map<String, Memory> memories = new LinkedHashMap<>();
    try (Executable executable = accelerator.compile(program, threads);
        Executable.Frame frame = executable.frame()) {
      frame.size("batch", batch);
      for (int i = 0; i < program.ports().size(); i++) {
        Port port = program.ports().get(i);
        Program.Buffer buffer = program.buffer(port);
        int count = Math.toIntExact(buffer.shape().elements().evaluate(name -> batch));
        Memory memory = accelerator.allocate(buffer.dtype(), count);
        if (buffer.place() != Place.OUTPUT) {
          memory.write(inputs.get(port.name()), 0, 0, count);
        }
        frame.bind(i, memory);
        memories.put(port.name(), memory);
      }
      frame.run();
    }
    memories.forEach(
        (name, memory) -> {
          if (program.buffer(program.ports().get(program.port(name))).place() != Place.INPUT) {
            Object array = array(memory.dtype(), (int) memory.capacity());
            memory.read(0, array, 0, (int) memory.capacity());
            results.put(name, array);
          }
        });
    return results;
  }

  static Map<String, Object> inputs(Program program, int batch, long seed, boolean special) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    Random random = new Random(seed);
    for (Port port : program.ports()) {
      Program.Buffer buffer = program.buffer(port);
      int count = Math.toIntExact(buffer.shape().elements().evaluate(name -> batch));
      inputs.put(port.name(), data(buffer.dtype(), count, random, special));
    }
    return inputs;
  }

  /**
   * Vectors with 1, 2 and 4 threads give the same bits; they and scalars are within {@code
   * tolerance} (absolute, and relative to the value) of the interpreter that rounds as they do.
   */
  public static void check(Program program, int batch, boolean special, double tolerance) {
    check(program, batch, inputs(program, batch, 7, special), tolerance);
  }

  /** The same with given inputs. */
  public static void check(
      Program program, int batch, Map<String, Object> inputs, double tolerance) {
    Map<String, Object> expected = run(new Interpreter(true), program, 1, batch, inputs);
    try (CpuAccelerator vectors = new CpuAccelerator(0);
        CpuAccelerator scalars = new CpuAccelerator(Integer.MAX_VALUE)) {
      Map<String, Object> one = run(vectors, program, 1, batch, inputs);
      close("vectors", program, expected, one, tolerance);
      close("scalars", program, expected, run(scalars, program, 1, batch, inputs), tolerance);
      close("2 threads", program, one, run(vectors, program, 2, batch, inputs), 0);
      close("4 threads", program, one, run(vectors, program, 4, batch, inputs), 0);
    }
  }

  private static void close(
      String what,
      Program program,
      Map<String, Object> expected,
      Map<String, Object> actual,
      double tolerance) {
    assertEquals(expected.keySet(), actual.keySet());
    for (String name : expected.keySet()) {
      Object a = expected.get(name);
      Object b = actual.get(name);
      for (int i = 0; i < Array.getLength(a); i++) {
        boolean floating = a instanceof float[] || a instanceof double[];
        boolean same =
            floating && tolerance > 0
                ? close(Array.getDouble(a, i), Array.getDouble(b, i), tolerance)
                : Array.get(a, i).equals(Array.get(b, i));
        int at = i;
        assertTrue(
            same,
            () ->
                what
                    + ": "
                    + name
                    + "["
                    + at
                    + "] expected "
                    + Array.get(a, at)
                    + " got "
                    + Array.get(b, at)
                    + "\n"
                    + program);
      }
    }
  }

  private static boolean close(double x, double y, double tolerance) {
    boolean equal = x == y || (Double.isNaN(x) && Double.isNaN(y));
    return equal || Math.abs(x - y) <= tolerance * (1 + Math.abs(x));
  }
}
