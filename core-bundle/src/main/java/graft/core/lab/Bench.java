package graft.core.lab;

import graft.api.DataException;
import graft.api.Dim;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A program on an accelerator with memory of its own for every port: set values, run, get values.
 */
final class Bench implements AutoCloseable {
  private final Program program;
  private final Accelerator accelerator;
  private final Executable executable;
  private final Executable.Frame frame;
  private final Map<String, Memory> memories = new LinkedHashMap<>();
  private final Map<String, int[]> shapes = new HashMap<>();
  private final Map<String, Integer> sizes = new HashMap<>();

  Bench(Program program, Accelerator accelerator) {
    this.program = program;
    this.accelerator = accelerator;
    this.executable = accelerator.compile(program, 0);
    this.frame = executable.frame();
  }

  /** Gives a port its value; open sizes that its shape names take theirs from it. */
  void set(String port, NdArray value) {
    int number = program.port(port);
    if (number < 0) {
      return; // simplified away
    }
    Shape shape = program.buffer(program.ports().get(number)).shape();
    int[] actual = value.shape();
    if (actual.length != shape.rank()) {
      throw new DataException(
          "input '" + port + "'", "needs shape " + shape + ", got " + value, "");
    }
    for (int i = 0; i < actual.length; i++) {
      for (String name : shape.dim(i).names()) {
        if (shape.dim(i).equals(Dim.open(name))) {
          size(name, actual[i]);
        }
      }
    }
    bind(number, port, actual).write(value.array(), 0, 0, value.size());
  }

  void size(String name, int value) {
    sizes.put(name, value);
    frame.size(name, value);
  }

  private Memory bind(int number, String port, int[] shape) {
    int elements = 1;
    for (int size : shape) {
      elements *= size;
    }
    Memory memory = memories.get(port);
    if (memory == null || memory.capacity() < elements) {
      if (memory != null) {
        memory.close();
      }
      Program.Buffer buffer = program.buffer(program.ports().get(number));
      memory = accelerator.allocate(buffer.dtype(), Math.max(elements, 1));
      memories.put(port, memory);
      frame.bind(number, memory);
    }
    shapes.put(port, shape);
    return memory;
  }

  /** Makes room for what has no value yet, and runs. */
  boolean run() {
    for (int i = 0; i < program.ports().size(); i++) {
      Program.Port port = program.ports().get(i);
      Program.Buffer buffer = program.buffer(port);
      boolean output = buffer.place() == Program.Place.OUTPUT;
      if (output || !memories.containsKey(port.name())) {
        if (buffer.place() == Program.Place.INPUT) {
          throw new DataException("input '" + port.name() + "'", "it has no value", "");
        }
        bind(i, port.name(), evaluate(buffer.shape()));
      }
    }
    return frame.run();
  }

  private int[] evaluate(Shape shape) {
    return shape.dims().stream()
        .mapToInt(d -> Math.toIntExact(d.evaluate(name -> sizes.getOrDefault(name, 1))))
        .toArray();
  }

  boolean has(String port) {
    return memories.containsKey(port);
  }

  NdArray get(String port) {
    int[] shape = shapes.getOrDefault(port, new int[0]);
    Memory memory = memories.get(port);
    if (memory == null) {
      throw new DataException("port '" + port + "'", "the program has no such port", "");
    }
    NdArray value = NdArray.zeros(memory.dtype(), shape);
    memory.read(0, value.array(), 0, value.size());
    return value;
  }

  @Override
  public void close() {
    frame.close();
    executable.close();
    memories.values().forEach(Memory::close);
  }
}
