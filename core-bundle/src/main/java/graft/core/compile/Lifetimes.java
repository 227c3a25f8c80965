package graft.core.compile;

import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Kernel;
import graft.api.accel.Program.Place;
import graft.api.accel.Program.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** From which kernel to which each TEMP buffer must keep its value. */
final class Lifetimes {
  private Lifetimes() {}

  /** The program with the lifetimes written in. */
  static Program plan(Program program) {
    int[] first = new int[program.buffers().size()];
    int[] last = new int[first.length];
    Arrays.fill(first, -1);
    for (int k = 0; k < program.kernels().size(); k++) {
      Kernel kernel = program.kernels().get(k);
      for (int input : kernel.inputs()) {
        last[input] = k;
      }
      for (Result result : kernel.results()) {
        first[result.buffer()] = k;
        last[result.buffer()] = Math.max(last[result.buffer()], k);
      }
    }
    if (program.guard() >= 0) {
      // it is looked at when all kernels before the commit are done
      last[program.guard()] = Math.max(last[program.guard()], program.commit());
    }
    List<Buffer> buffers = new ArrayList<>();
    for (Buffer b : program.buffers()) {
      boolean temp = b.place() == Place.TEMP;
      int from = temp ? first[b.id()] : -1;
      int to = temp ? last[b.id()] : -1;
      buffers.add(new Buffer(b.id(), b.dtype(), b.shape(), b.place(), from, to, b.alias()));
    }
    return new Program(
        buffers, program.kernels(), program.commit(), program.guard(), program.ports());
  }
}
