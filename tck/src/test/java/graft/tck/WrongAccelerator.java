package graft.tck;

import graft.api.DType;
import graft.api.accel.Accelerator;
import graft.api.accel.Arena;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import java.util.ArrayList;
import java.util.List;

/** The reference interpreter, whose f32 results are then off by a factor. */
record WrongAccelerator(Accelerator right, float factor, int fromThreads) implements Accelerator {
  @Override
  public String description() {
    return "wrong";
  }

  @Override
  public String numericsKey() {
    return "wrong-1";
  }

  @Override
  public Memory allocate(DType dtype, long elements) {
    return right.allocate(dtype, elements);
  }

  @Override
  public Executable compile(Program program, int threads) {
    Executable executable = right.compile(program, threads);
    return threads < fromThreads ? executable : new Off(executable, factor);
  }

  private record Off(Executable right, float factor) implements Executable {
    @Override
    public Program program() {
      return right.program();
    }

    @Override
    public Frame frame() {
      return new OffFrame(right.frame(), right.program(), factor, new ArrayList<>());
    }

    @Override
    public void close() {
      right.close();
    }
  }

  private record OffFrame(
      Executable.Frame right, Program program, float factor, List<Memory> outputs)
      implements Executable.Frame {
    @Override
    public void size(String name, int value) {
      right.size(name, value);
    }

    @Override
    public void bind(int port, Memory memory) {
      right.bind(port, memory);
      Program.Buffer buffer = program.buffer(program.ports().get(port));
      if (buffer.place() == Program.Place.OUTPUT && buffer.dtype() == DType.F32) {
        outputs.add(memory);
      }
    }

    @Override
    public boolean run() {
      boolean done = right.run();
      for (Memory memory : outputs) {
        float[] values = new float[Math.toIntExact(memory.capacity())];
        memory.read(0, values, 0, values.length);
        for (int i = 0; i < values.length; i++) {
          values[i] *= factor;
        }
        memory.write(values, 0, 0, values.length);
      }
      return done;
    }

    @Override
    public Arena arena() {
      return right.arena();
    }

    @Override
    public void close() {
      right.close();
    }
  }
}
