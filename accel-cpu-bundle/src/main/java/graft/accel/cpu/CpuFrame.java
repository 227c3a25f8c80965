package graft.accel.cpu;

import graft.accel.cpu.work.Lane;
import graft.accel.cpu.work.Storage;
import graft.api.DType;
import graft.api.DeviceException;
import graft.api.accel.Arena;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of a program's buffers, and the plans of the last few sets of sizes over them. The arenas
 * grow to the largest plan and are shared by all.
 */
final class CpuFrame implements Executable.Frame {
  /** Plans kept: a full batch, the last small one, validation's two, prediction's few. */
  private static final int PLANS = 8;

  private record Sized(int[] sizes, Plan plan) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(sizes);
    }
  }

  private final CpuExecutable executable;
  private final Lowering lowering;
  private final Program program;
  private final String[] names;
  private final int[] sizes;
  private final Object[] arrays;
  private final @Nullable CpuMemory[] memories;
  private final int[] portBuffers;
  private final Lane lane = new Lane();

  /** The last used first. */
  private final List<Sized> plans = new ArrayList<>();

  private boolean changed = true;
  private boolean closed;

  CpuFrame(CpuExecutable executable, Lowering lowering) {
    this.executable = executable;
    this.lowering = lowering;
    program = lowering.program();
    names = program.sizes().toArray(String[]::new);
    sizes = new int[names.length];
    Arrays.fill(sizes, -1);
    arrays = new Object[lowering.slots()];
    memories = new CpuMemory[program.ports().size()];
    portBuffers = program.ports().stream().mapToInt(Program.Port::buffer).toArray();
  }

  @Override
  public void size(String name, int value) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name) && sizes[i] != value) {
        sizes[i] = value;
        changed = true;
      }
    }
  }

  @Override
  public void bind(int port, Memory memory) {
    if (memories[port] == memory) {
      return;
    }
    DType dtype = program.buffers().get(portBuffers[port]).dtype();
    if (!(memory instanceof CpuMemory own) || memory.dtype() != dtype) {
      throw new DeviceException(
          "cpu",
          "port '"
              + program.ports().get(port).name()
              + "' takes "
              + dtype.text()
              + " memory of this accelerator, got "
              + memory.dtype().text()
              + " of "
              + memory.getClass().getSimpleName(),
          "");
    }
    arrays[portBuffers[port]] = own.array();
    memories[port] = own;
  }

  @Override
  public boolean run() {
    executable.check();
    Plan plan = plan();
    for (int port = 0; port < memories.length; port++) {
      CpuMemory memory = memories[port];
      if (memory == null || memory.capacity() < plan.elements(portBuffers[port])) {
        throw small(port, plan);
      }
      memory.array();
    }
    Runner runner = lowering.runner();
    runner.crews().enter(lane, runner.threads());
    try {
      return run(runner, plan);
    } finally {
      runner.crews().leave(lane);
    }
  }

  private boolean run(Runner runner, Plan plan) {
    runner.run(plan.works(), 0, plan.commit(), lane);
    int guard = program.guard();
    if (guard >= 0 && !((boolean[]) arrays[guard])[plan.offsets()[guard]]) {
      return false;
    }
    runner.run(plan.works(), plan.commit(), plan.works().length, lane);
    return true;
  }

  private DeviceException small(int port, Plan plan) {
    CpuMemory memory = memories[port];
    return new DeviceException(
        "cpu",
        "port '"
            + program.ports().get(port).name()
            + "' needs memory of "
            + plan.elements(portBuffers[port])
            + " elements, got "
            + (memory == null ? "none" : String.valueOf(memory.capacity())),
        "bind memory before the run");
  }

  @Override
  public Arena arena() {
    return plan().arena();
  }

  /** The plan of the sizes now given. */
  private Plan plan() {
    if (closed) {
      throw new DeviceException("cpu", "a frame is used after its close", "");
    }
    if (changed) {
      select();
      changed = false;
    }
    return plans.get(0).plan();
  }

  private void select() {
    for (int i = 0; i < plans.size(); i++) {
      if (Arrays.equals(plans.get(i).sizes(), sizes)) {
        plans.add(0, plans.remove(i));
        return;
      }
    }
    int[] copy = sizes.clone();
    ToLongFunction<String> values = name -> valueOf(name, copy);
    Plan plan = new Plan(lowering, values, arrays);
    grow(plan.arena());
    plans.add(0, new Sized(copy, plan));
    if (plans.size() > PLANS) {
      plans.remove(PLANS);
    }
  }

  private long valueOf(String name, int[] values) {
    int i = Arrays.asList(names).indexOf(name);
    if (i < 0 || values[i] < 0) {
      throw new DeviceException("cpu", "the size '" + name + "' is not given", "");
    }
    return values[i];
  }

  /** Makes the arena of each dtype long enough, and all temporary buffers lie in it. */
  private void grow(Arena arena) {
    for (DType dtype : DType.NUMERIC) {
      Object longest = null;
      for (Buffer buffer : program.buffers()) {
        if (buffer.place() == Place.TEMP && buffer.dtype() == dtype) {
          longest = arrays[buffer.id()];
          break;
        }
      }
      if (longest == null || Storage.capacity(longest) < arena.length(dtype)) {
        Object array = Storage.allocate(dtype, arena.length(dtype));
        for (Buffer buffer : program.buffers()) {
          if (buffer.place() == Place.TEMP && buffer.dtype() == dtype) {
            arrays[buffer.id()] = array;
          }
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    plans.clear();
    Arrays.fill(memories, null);
    Arrays.fill(arrays, null);
  }
}
