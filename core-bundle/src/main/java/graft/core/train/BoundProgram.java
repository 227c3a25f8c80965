package graft.core.train;

import graft.api.DeviceException;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.core.state.StateStore;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A compiled program with everything bound: state from a store, data from {@link DeviceInputs}, and
 * memory of its own for its outputs. The open size is {@code batch}.
 */
final class BoundProgram implements AutoCloseable {
  private static final String BATCH = "batch";

  private final Executable.Frame frame;
  private final Program program;
  private final boolean open;
  private final Map<String, Program.Buffer> outputs = new LinkedHashMap<>();
  private final Map<String, Memory> memories = new LinkedHashMap<>();
  private int size = -1;

  BoundProgram(
      Executable executable,
      StateStore state,
      DeviceInputs inputs,
      Accelerator accelerator,
      int capacity) {
    program = executable.program();
    open = program.sizes().contains(BATCH);
    frame = executable.frame();
    try {
      for (int port = 0; port < program.ports().size(); port++) {
        String name = program.ports().get(port).name();
        Program.Buffer buffer = program.buffer(program.ports().get(port));
        switch (buffer.place()) {
          case STATE -> frame.bind(port, state.memory(name));
          case INPUT ->
              frame.bind(port, state.has(name) ? state.memory(name) : inputs.memory(name, buffer));
          case OUTPUT -> {
            Memory memory =
                accelerator.allocate(buffer.dtype(), elements(buffer.shape(), capacity));
            memories.put(name, memory);
            outputs.put(name, buffer);
            frame.bind(port, memory);
          }
          case TEMP -> throw new IllegalStateException("port '" + name + "' is a temporary");
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static long elements(Shape shape, int batch) {
    return shape.elements().evaluate(name -> batch);
  }

  /**
   * Makes room for a batch before the first run.
   *
   * @throws DeviceException if there is not enough; it names the largest tensor
   */
  void reserve(int batch) {
    frame.size(BATCH, batch);
    size = batch;
    try {
      frame.arena();
    } catch (DeviceException e) {
      throw new DeviceException(
          e.where(), e.what() + "; the largest is " + largest(batch), e.hint());
    }
  }

  private String largest(int batch) {
    Program.Buffer largest =
        Collections.max(
            program.buffers(), Comparator.comparingLong(b -> elements(b.shape(), batch)));
    List<Long> shape = largest.shape().dims().stream().map(d -> d.evaluate(o -> batch)).toList();
    String origin =
        program.kernels().stream()
            .filter(k -> k.results().stream().anyMatch(r -> r.buffer() == largest.id()))
            .map(Program.Kernel::origin)
            .filter(name -> !name.isEmpty())
            .map(name -> " of '" + name + "'")
            .findFirst()
            .orElse("");
    return largest.dtype().text() + " " + shape + origin;
  }

  /**
   * Runs over the first {@code batch} examples of the inputs.
   *
   * @return false if the guard was false, so that no state was changed
   */
  boolean run(int batch) {
    if (open && batch != size) {
      frame.size(BATCH, batch);
      size = batch;
    }
    return frame.run();
  }

  /** An output of the last run, copied. */
  NdArray output(String name) {
    Program.Buffer buffer = outputs.get(name);
    Memory memory = memories.get(name);
    if (buffer == null || memory == null) {
      throw new IllegalArgumentException("there is no output '" + name + "'");
    }
    int batch = Math.max(size, 0);
    int[] shape =
        buffer.shape().dims().stream()
            .mapToInt(dim -> Math.toIntExact(dim.evaluate(open -> batch)))
            .toArray();
    NdArray array = NdArray.zeros(buffer.dtype(), shape);
    memory.read(0, array.array(), 0, array.size());
    return array;
  }

  /** A scalar output of the last run. */
  double scalar(String name) {
    return output(name).get(0);
  }

  @Override
  public void close() {
    frame.close();
    memories.values().forEach(Memory::close);
    memories.clear();
  }
}
