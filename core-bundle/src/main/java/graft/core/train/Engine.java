package graft.core.train;

import graft.api.DataException;
import graft.api.NdArray;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.data.Schema;
import graft.api.run.Result;
import graft.core.state.StateStore;
import graft.core.trace.StateTensor;
import graft.core.trace.TracedModel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model at work: the programs of one trace on one accelerator, bound to the job's state. */
final class Engine implements AutoCloseable {
  private final TracedModel model;
  private final Programs programs;
  private final Programs.Ready ready;
  private final StateStore state;
  private final DeviceInputs inputs;
  private final TargetChecks targets;
  private final BoundProgram step;
  private final BoundProgram evaluate;
  private final BoundProgram results;

  /**
   * @param ready the programs, compiled for the accelerator that {@code state} lies on; closed with
   *     this engine, as {@code state} is not
   * @param capacity the most examples that a batch holds
   */
  Engine(
      TracedModel model,
      Programs programs,
      Programs.Ready ready,
      StateStore state,
      Schema schema,
      int capacity) {
    this.model = model;
    this.programs = programs;
    this.ready = ready;
    this.state = state;
    targets = new TargetChecks(model.targets(), schema);
    inputs = new DeviceInputs(schema, ready.accelerator(), capacity);
    try {
      step = bind(ready.step(), capacity);
      evaluate = bind(ready.evaluate(), capacity);
      results = bind(ready.results(), capacity);
    } catch (RuntimeException e) {
      inputs.close();
      throw e;
    }
  }

  private BoundProgram bind(Executable executable, int capacity) {
    return new BoundProgram(executable, state, inputs, ready.accelerator(), capacity);
  }

  TracedModel model() {
    return model;
  }

  Programs programs() {
    return programs;
  }

  Accelerator accelerator() {
    return ready.accelerator();
  }

  StateStore state() {
    return state;
  }

  /** Makes room for steps; an engine that only evaluates needs none. */
  void reserve(int batch) {
    step.reserve(batch);
  }

  /**
   * Trains on a batch.
   *
   * @return false if loss or gradient were not finite, so that no state was changed
   * @throws graft.api.DataException if the model cannot take the batch; then neither
   */
  boolean step(HostBatch batch) {
    targets.check(batch);
    inputs.write(batch);
    return step.run(batch.size);
  }

  /** Adds a batch to the totals of loss and metrics. */
  void evaluate(HostBatch batch) {
    inputs.write(batch);
    try {
      evaluate.run(batch.size);
    } catch (DataException e) {
      targets.check(batch); // says more, if it is the targets
      throw e;
    }
  }

  /** Loss and metrics of the totals so far. */
  Result results(long examples) {
    results.run(1);
    Map<String, Double> metrics = new LinkedHashMap<>();
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    Map<String, List<String>> classes = new LinkedHashMap<>();
    programs
        .metrics(true)
        .forEach(name -> metrics.put(name, results.scalar(Programs.METRIC + name)));
    for (String name : programs.metrics(false)) {
      NdArray array = results.output(Programs.METRIC + name);
      arrays.put(name, array);
      List<String> names = model.classes().getOrDefault(name, List.of());
      if (Arrays.stream(array.shape()).allMatch(size -> size == names.size())) {
        classes.put(name, names);
      }
    }
    return new Result(results.scalar("loss"), metrics, arrays, classes, examples);
  }

  /** Loss and metrics of one pass over other data; the totals of the training stay as they are. */
  Result evaluate(BatchReader data) {
    Map<String, NdArray> totals = state.read(tensor -> tensor.role() == StateTensor.Role.TOTAL);
    try {
      state.resetTotals();
      HostBatch batch;
      do {
        batch = data.next();
        evaluate(batch);
      } while (!batch.last);
      return results(data.examples());
    } finally {
      state.write(totals);
    }
  }

  @Override
  public void close() {
    step.close();
    evaluate.close();
    results.close();
    inputs.close();
    ready.close();
  }
}
