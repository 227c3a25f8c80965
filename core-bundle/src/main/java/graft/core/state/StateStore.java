package graft.core.state;

import graft.api.DataException;
import graft.api.Dim;
import graft.api.NdArray;
import graft.api.Tensor;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.core.compile.Compiler;
import graft.core.compile.Computation;
import graft.core.trace.StateTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The values of a model's state on one accelerator: a memory for each tensor, by name. */
public final class StateStore implements AutoCloseable {
  private final List<StateTensor> states;
  private final Accelerator accelerator;
  private final int threads;
  private final Map<String, Memory> memories = new LinkedHashMap<>();
  private @Nullable Map<String, NdArray> emptyTotals;

  /** All zero, for values to be {@link #write written}. */
  public StateStore(List<StateTensor> states, Accelerator accelerator, int threads) {
    this.states = List.copyOf(states);
    this.accelerator = accelerator;
    this.threads = threads;
    try {
      for (StateTensor state : states) {
        memories.put(state.name(), accelerator.allocate(state.type().dtype(), elements(state)));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Each state with its initial value, computed on the accelerator by one program. */
  public static StateStore initial(List<StateTensor> states, Accelerator accelerator, int threads) {
    StateStore store = new StateStore(states, accelerator, threads);
    if (states.isEmpty()) {
      return store;
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    states.forEach(state -> outputs.put(state.name(), state.initial()));
    Program program =
        Compiler.compile(new Computation(outputs, Map.of(), Optional.empty(), Map.of()));
    try (Executable executable = accelerator.compile(program, threads);
        Executable.Frame frame = executable.frame()) {
      for (int port = 0; port < program.ports().size(); port++) {
        frame.bind(port, store.memory(program.ports().get(port).name()));
      }
      frame.run();
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
    return store;
  }

  public List<StateTensor> states() {
    return states;
  }

  /** The memory of a state; it stays the same as long as this store is open. */
  public Memory memory(String name) {
    Memory memory = memories.get(name);
    if (memory == null) {
      throw new DataException("there is no state '" + name + "'", "");
    }
    return memory;
  }

  public boolean has(String name) {
    return memories.containsKey(name);
  }

  /** Copies of all values. */
  public Map<String, NdArray> read() {
    return read(state -> true);
  }

  /** Copies of some values. */
  public Map<String, NdArray> read(Predicate<StateTensor> which) {
    Map<String, NdArray> values = new LinkedHashMap<>();
    for (StateTensor state : states) {
      if (which.test(state)) {
        NdArray value = NdArray.zeros(state.type().dtype(), shape(state));
        memory(state.name()).read(0, value.array(), 0, value.size());
        values.put(state.name(), value);
      }
    }
    return values;
  }

  /**
   * Sets the states that {@code values} names.
   *
   * @throws DataException if one is unknown or of another type; then nothing is changed
   */
  public void write(Map<String, NdArray> values) {
    Map<String, StateTensor> byName = new LinkedHashMap<>();
    states.forEach(state -> byName.put(state.name(), state));
    values.forEach((name, value) -> check(name, byName.get(name), value));
    values.forEach((name, value) -> memory(name).write(value.array(), 0, 0, value.size()));
  }

  /**
   * Sets all states.
   *
   * @throws DataException if {@code values} lacks one, has another one, or one of another type
   */
  public void restore(Map<String, NdArray> values) {
    List<String> missing = new ArrayList<>();
    states.stream()
        .map(StateTensor::name)
        .filter(name -> !values.containsKey(name))
        .forEach(missing::add);
    if (!missing.isEmpty()) {
      throw new DataException(
          "the saved state lacks " + String.join(", ", missing),
          "it was saved with another model or optimizer");
    }
    write(values);
  }

  /**
   * Sets all states to those of a checkpoint.
   *
   * @throws DataException if it is another model's; it names the checkpoint
   */
  public void restore(Checkpoint checkpoint) {
    try {
      restore(checkpoint.tensors());
    } catch (DataException e) {
      throw checkpoint.named(e);
    }
  }

  /** Gives the totals of loss and metrics their initial values, as before the first batch. */
  public void resetTotals() {
    if (emptyTotals == null) {
      List<StateTensor> totals =
          states.stream().filter(state -> state.role() == StateTensor.Role.TOTAL).toList();
      try (StateStore initial = initial(totals, accelerator, threads)) {
        emptyTotals = initial.read();
      }
    }
    write(emptyTotals);
  }

  /** A scalar state as a double. */
  public double get(String name) {
    NdArray value = read(state -> state.name().equals(name)).get(name);
    return value == null ? Double.NaN : value.get(0);
  }

  /** Sets a scalar state, converted to its type. */
  public void set(String name, double value) {
    NdArray array = NdArray.zeros(memory(name).dtype());
    array.set(0, value);
    memory(name).write(array.array(), 0, 0, 1);
  }

  private static void check(String name, @Nullable StateTensor state, NdArray value) {
    String got = value.dtype().text() + Arrays.toString(value.shape());
    if (state == null) {
      throw new DataException(
          "the model has no state '" + name + "' (" + got + ")",
          "it was saved with another model or optimizer");
    }
    String expected = state.type().dtype().text() + Arrays.toString(shape(state));
    if (!expected.equals(got)) {
      throw new DataException(
          "state '" + name + "'",
          "expected " + expected + ", got " + got,
          "it was saved with another model or optimizer");
    }
  }

  private static int[] shape(StateTensor state) {
    return state.type().shape().dims().stream().mapToInt(Dim::size).toArray();
  }

  private static long elements(StateTensor state) {
    return state.type().shape().elements().size();
  }

  @Override
  public void close() {
    memories.values().forEach(Memory::close);
    memories.clear();
  }
}
