package graft.core.reference;

import graft.api.CompileException;
import graft.api.DeviceException;
import graft.api.accel.Arena;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.api.accel.Program.Place;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program that is run as it stands. */
final class InterpretedProgram implements Executable {
  private final Program program;
  private final boolean rounding;
  private final KernelObserver observer;

  InterpretedProgram(Program program, boolean rounding, KernelObserver observer) {
    this.program = program;
    this.rounding = rounding;
    this.observer = observer;
    for (int i = 0; i < program.kernels().size(); i++) {
      for (Program.Result result : program.kernels().get(i).results()) {
        Program.Buffer buffer = program.buffers().get(result.buffer());
        boolean early = buffer.place() == Place.STATE && i < program.commit();
        if (early || buffer.place() == Place.INPUT) {
          throw new CompileException(
              "kernel " + i + " of " + program.kernels().size() + " writes " + buffer,
              "state is written from kernel " + program.commit() + " on, an input never");
        }
      }
    }
  }

  @Override
  public Program program() {
    return program;
  }

  @Override
  public Frame frame() {
    return new Bound();
  }

  @Override
  public void close() {}

  private final class Bound implements Frame {
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<Integer, HostMemory> memories = new HashMap<>();

    @Override
    public void size(String name, int value) {
      sizes.put(name, value);
    }

    @Override
    public void bind(int port, Memory memory) {
      Program.Port to = program.ports().get(port);
      if (!(memory instanceof HostMemory own) || memory.dtype() != program.buffer(to).dtype()) {
        throw new DeviceException(
            "port '" + to.name() + "'",
            "needs memory of the interpreter for " + program.buffer(to) + ", got " + memory,
            "");
      }
      memories.put(to.buffer(), own);
    }

    private long size(String name) {
      Integer size = sizes.get(name);
      if (size == null) {
        throw new DeviceException("the size '" + name + "' has no value", "call Frame.size");
      }
      return size;
    }

    @Override
    public boolean run() {
      Runner runner = new Runner(rounding, this::size, observer);
      @Nullable Value[] buffers = new @Nullable Value[program.buffers().size()];
      for (Program.Port port : program.ports()) {
        load(runner, port, buffers);
      }
      int commit = Math.min(program.commit(), program.kernels().size());
      runner.run(program, buffers, 0, commit);
      Value guard = program.guard() < 0 ? null : buffers[program.guard()];
      boolean go = guard == null || guard.isTrue();
      if (go) {
        runner.run(program, buffers, commit, program.kernels().size());
      }
      // Only now does anything outside change: a fault in any kernel above changes nothing.
      for (Program.Port port : program.ports()) {
        Place place = program.buffer(port).place();
        Value value = buffers[port.buffer()];
        if (value != null && (place == Place.OUTPUT || (place == Place.STATE && go))) {
          memory(port).store(value);
        }
      }
      return go;
    }

    private void load(Runner runner, Program.Port port, @Nullable Value[] buffers) {
      Program.Buffer buffer = program.buffer(port);
      int[] shape = runner.sizes(buffer.shape());
      HostMemory memory = memory(port);
      if (memory.capacity() < Index.size(shape)) {
        throw new DeviceException(
            "port '" + port.name() + "'",
            "needs " + Index.size(shape) + " elements, got memory for " + memory.capacity(),
            "");
      }
      if (buffer.place() != Place.OUTPUT) {
        buffers[port.buffer()] = memory.load(shape).stored(rounding);
      }
    }

    private HostMemory memory(Program.Port port) {
      HostMemory memory = memories.get(port.buffer());
      if (memory == null) {
        throw new DeviceException("port '" + port.name() + "'", "is not bound", "");
      }
      return memory;
    }

    @Override
    public Arena arena() {
      return new Arena(program, this::size);
    }

    @Override
    public void close() {
      memories.clear();
    }
  }
}
