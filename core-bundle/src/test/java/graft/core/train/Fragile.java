package graft.core.train;

import graft.api.DType;
import graft.api.DeviceException;
import graft.api.accel.Accelerator;
import graft.api.accel.Arena;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.core.reference.Interpreter;

/** The interpreter under another name, which can be broken. */
final class Fragile implements Accelerator {
  private final Interpreter interpreter = new Interpreter();
  volatile boolean broken;
  volatile boolean small;

  @Override
  public String description() {
    return "fragile";
  }

  @Override
  public String numericsKey() {
    return "fragile-1";
  }

  @Override
  public Executable compile(Program program, int threads) {
    Executable whole = interpreter.compile(program, threads);
    return new Executable() {
      @Override
      public Program program() {
        return program;
      }

      @Override
      public Frame frame() {
        return new Breaking(whole.frame());
      }

      @Override
      public void close() {
        whole.close();
      }
    };
  }

  private final class Breaking implements Executable.Frame {
    private final Executable.Frame whole;

    Breaking(Executable.Frame whole) {
      this.whole = whole;
    }

    @Override
    public void size(String name, int value) {
      whole.size(name, value);
    }

    @Override
    public void bind(int port, Memory memory) {
      whole.bind(port, memory);
    }

    @Override
    public boolean run() {
      if (broken) {
        throw new DeviceException("fragile", "the device is lost", "");
      }
      return whole.run();
    }

    @Override
    public Arena arena() {
      if (small) {
        throw new DeviceException("fragile", "too small", "");
      }
      return whole.arena();
    }

    @Override
    public void close() {
      whole.close();
    }
  }

  @Override
  public Memory allocate(DType dtype, long elements) {
    return interpreter.allocate(dtype, elements);
  }
}
