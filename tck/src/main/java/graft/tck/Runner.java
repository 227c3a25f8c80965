package graft.tck;

import graft.api.NdArray;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A compiled program with memory for its ports, run as often as wanted. */
final class Runner implements AutoCloseable {
  private final Accelerator accelerator;
  private final Program program;
  private final Executable executable;

  Runner(Accelerator accelerator, Program program, int threads) {
    this.accelerator = accelerator;
    this.program = program;
    this.executable = accelerator.compile(program, threads);
  }

  /** The outputs {@code out0, out1 …} for inputs and open sizes by name. */
  List<NdArray> run(Map<String, NdArray> inputs, Map<String, Integer> sizes) {
    return run(inputs, sizes, 1);
  }

  /** The same after a number of runs on the same memory. */
  List<NdArray> run(Map<String, NdArray> inputs, Map<String, Integer> sizes, int times) {
    Map<String, NdArray> outputs = new LinkedHashMap<>();
    List<Memory> memories = new ArrayList<>();
    try (Executable.Frame frame = executable.frame()) {
      for (String size : program.sizes()) {
        frame.size(size, Objects.requireNonNull(sizes.get(size), size));
      }
      for (int i = 0; i < program.ports().size(); i++) {
        Program.Port port = program.ports().get(i);
        Program.Buffer buffer = program.buffer(port);
        boolean output = buffer.place() == Program.Place.OUTPUT;
        NdArray value =
            output
                ? NdArray.zeros(buffer.dtype(), Values.sizes(buffer.shape(), sizes))
                : Objects.requireNonNull(inputs.get(port.name()), port.name());
        Memory memory = accelerator.allocate(buffer.dtype(), Math.max(value.size(), 1));
        memories.add(memory);
        memory.write(value.array(), 0, 0, value.size());
        frame.bind(i, memory);
        outputs.put(port.name(), value);
      }
      for (int i = 0; i < times; i++) {
        frame.run();
      }
      List<NdArray> results = new ArrayList<>();
      for (int i = 0; program.port("out" + i) >= 0; i++) {
        NdArray value = Objects.requireNonNull(outputs.get("out" + i));
        memories.get(program.port("out" + i)).read(0, value.array(), 0, value.size());
        results.add(value);
      }
      return results;
    } finally {
      memories.forEach(Memory::close);
    }
  }

  @Override
  public void close() {
    executable.close();
  }

  @Override
  public String toString() {
    return accelerator.description() + " " + Arrays.toString(program.sizes().toArray());
  }
}
