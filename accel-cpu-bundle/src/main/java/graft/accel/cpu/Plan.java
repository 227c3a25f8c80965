package graft.accel.cpu;

import graft.accel.cpu.work.Binding;
import graft.accel.cpu.work.Lowered;
import graft.accel.cpu.work.Storage;
import graft.accel.cpu.work.Work;
import graft.api.accel.Arena;
import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** A program for one set of sizes over the arrays of a frame: all work bound, in order. */
final class Plan {
  private final Arena arena;
  private final int[] offsets;
  private final long[] elements;
  private final Work[] works;
  private final int commit;

  /**
   * Binds all kernels.
   *
   * @param arrays of all buffers and slots of the frame; slots grow here
   */
  Plan(Lowering lowering, ToLongFunction<String> sizes, Object[] arrays) {
    Program program = lowering.program();
    arena = new Arena(program, sizes);
    offsets = new int[arrays.length];
    elements = new long[program.buffers().size()];
    for (Buffer buffer : program.buffers()) {
      elements[buffer.id()] = Storage.checked(buffer.shape().elements().evaluate(sizes));
      if (buffer.place() == Place.TEMP) {
        offsets[buffer.id()] = (int) Storage.checked(arena.offset(buffer.id()));
      }
    }
    Binding binding = new Binding(program, sizes, arrays, offsets);
    List<Work> all = new ArrayList<>();
    int before = 0;
    for (int i = 0; i < lowering.kernels().size(); i++) {
      if (i == program.commit()) {
        before = all.size();
      }
      Lowered kernel = lowering.kernels().get(i);
      all.addAll(kernel.bind(binding));
    }
    commit = program.commit() >= lowering.kernels().size() ? all.size() : before;
    works = all.toArray(Work[]::new);
  }

  Arena arena() {
    return arena;
  }

  /** Where each buffer begins in its array; slots begin at 0. */
  int[] offsets() {
    return offsets;
  }

  /** How many elements a buffer has. */
  long elements(int buffer) {
    return elements[buffer];
  }

  Work[] works() {
    return works;
  }

  /** The number of the first work that may write state. */
  int commit() {
    return commit;
  }
}
