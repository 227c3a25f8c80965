package graft.core.train;

import graft.api.GraftException;
import graft.api.data.Batch;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Transform;
import java.util.List;

/** Reads examples through transforms, one by one, with rooms that are made once. For one thread. */
final class Mapping {
  /**
   * A transform.
   *
   * @param input room for one example as it takes it
   */
  record Step(String where, Transform.Mapper mapper, Batch input, SeededRandom random) {}

  private final Step[] steps;
  private final Row[] inputs;

  Mapping(List<Step> steps) {
    this.steps = steps.toArray(Step[]::new);
    inputs = steps.stream().map(step -> step.input().row().at(0)).toArray(Row[]::new);
  }

  /** Reads an example into a row of the last transform's schema. */
  void read(Dataset data, long index, long epoch, Row to) {
    try {
      data.read(index, steps.length == 0 ? to : inputs[0]);
    } catch (GraftException e) {
      throw e;
    } catch (Throwable e) { // a plug-in reads: it may throw anything
      throw Faults.ofPlugin("data source, example " + index, e);
    }
    for (int i = 0; i < steps.length; i++) {
      Step step = steps[i];
      Row next = i + 1 < steps.length ? inputs[i + 1] : to;
      try {
        step.mapper().apply(inputs[i], next, step.random().at(epoch, index));
      } catch (GraftException e) {
        throw e.at(step.where() + ", example " + index);
      } catch (Throwable e) { // a plug-in may throw anything
        throw Faults.ofPlugin(step.where() + ", example " + index, e);
      }
    }
  }
}
