package graft.accel.cpu;

import graft.api.DeviceException;
import graft.api.accel.Executable;
import graft.api.accel.Program;

/** A program with kernels made ready; its frames hold memory. */
final class CpuExecutable implements Executable {
  private final Program program;
  private final Lowering lowering;
  private volatile boolean closed;

  CpuExecutable(Program program, Lowering lowering) {
    this.program = program;
    this.lowering = lowering;
  }

  @Override
  public Program program() {
    return program;
  }

  @Override
  public Frame frame() {
    check();
    return new CpuFrame(this, lowering);
  }

  void check() {
    if (closed) {
      throw new DeviceException("cpu", "an executable is used after its close", "");
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
