package graft.core.compile;

import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Form;
import graft.api.accel.Program.Kernel;
import graft.api.accel.Program.Place;
import graft.api.accel.Program.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets results of LOOP kernels take over the memory of inputs that are read for the last time, so
 * that the kernel works in place.
 */
final class Aliases {
  private Aliases() {}

  /** The program with the aliases written in; lifetimes must be there. */
  static Program plan(Program program) {
    List<Buffer> buffers = new ArrayList<>(program.buffers());
    for (int k = 0; k < program.kernels().size(); k++) {
      Kernel kernel = program.kernels().get(k);
      Set<Integer> taken = new HashSet<>();
      for (Result result : kernel.results()) {
        Buffer to = buffers.get(result.buffer());
        for (int input : kernel.inputs()) {
          boolean free = kernel.form() == Form.LOOP && !taken.contains(input);
          if (free && to.place() == Place.TEMP && fits(buffers.get(input), to, k)) {
            if (isSafe(kernel, input, result)) {
              taken.add(input);
              buffers.set(to.id(), inPlaceOf(to, input));
              break;
            }
          }
        }
      }
    }
    return new Program(
        buffers, program.kernels(), program.commit(), program.guard(), program.ports());
  }

  /** True if the sizes agree and kernel number {@code kernel} is the last that reads the input. */
  static boolean fits(Buffer from, Buffer to, int kernel) {
    return from.place() == Place.TEMP
        && from.last() == kernel
        && from.first() < kernel
        && from.dtype() == to.dtype()
        && from.shape().elements().equals(to.shape().elements());
  }

  /** True if each reading of the buffer is at the index of the result, and in time. */
  static boolean isSafe(Kernel kernel, int buffer, Result result) {
    for (int i = 0; i < kernel.inputs().size(); i++) {
      if (kernel.inputs().get(i) == buffer
          && !InPlace.isReadInStep(kernel.steps(), kernel.inputs().size(), i, result.value())) {
        return false;
      }
    }
    return true;
  }

  private static Buffer inPlaceOf(Buffer b, int other) {
    return new Buffer(b.id(), b.dtype(), b.shape(), b.place(), b.first(), b.last(), other);
  }
}
