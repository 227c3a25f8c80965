package graft.core.train;

import graft.api.GraftException;
import graft.api.data.Batch;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Transform;
import graft.core.registry.PluginFault;
import java.util.List;

/** Takes examples through transforms, one by one, with rooms that are made once. For one thread. */
final class Mapping {
  /**
   * A transform.
   *
   * @param who wrote its code, for messages
   * @param input room for one example as it takes it
   * @param random for single examples
   * @param whole for whole batches
   */
  record Step(
      String where,
      String who,
      Transform.Mapper mapper,
      Batch input,
      SeededRandom random,
      SeededRandom whole) {}

  private final Step[] steps;
  private final Row[] inputs;
  private final boolean training;

  /**
   * @param training whether batches are finished, see {@link Transform.Mapper#finish}
   */
  Mapping(List<Step> steps, boolean training) {
    this.steps = steps.toArray(Step[]::new);
    this.training = training;
    inputs = steps.stream().map(step -> step.input().row().at(0)).toArray(Row[]::new);
  }

  /** True if examples come out as they go in. */
  boolean isEmpty() {
    return steps.length == 0;
  }

  /** Reads an example into a row of the last transform's schema. */
  void read(Dataset data, long index, long epoch, Row to) {
    Row first = isEmpty() ? to : inputs[0];
    data.read(index, first);
    map(first, index, epoch, to);
  }

  /** Reads the next example of a pass; false at its end. */
  boolean next(Dataset.Cursor data, long index, Row to) {
    Row first = isEmpty() ? to : inputs[0];
    boolean there = data.next(first);
    if (there) {
      map(first, index, 0, to);
    }
    return there;
  }

  /** Takes an example that was read, into {@code to} if there is no transform. */
  void map(Row from, long index, long epoch, Row to) {
    Row given = from;
    for (int i = 0; i < steps.length; i++) {
      Step step = steps[i];
      Row next = i + 1 < steps.length ? inputs[i + 1] : to;
      try {
        step.mapper().apply(given, next, step.random().at(epoch, index));
      } catch (GraftException e) {
        throw e.at(step.where() + ", example " + index);
      } catch (Throwable e) { // a plug-in may throw anything
        throw PluginFault.of(step.where() + ", example " + index, step.who(), step.mapper(), e);
      }
      given = next;
    }
  }

  /** What the transforms do to a whole batch, in training. */
  void finish(HostBatch batch) {
    for (int i = 0; training && i < steps.length; i++) {
      Step step = steps[i];
      try {
        step.mapper().finish(batch.columns, batch.size, step.whole().at(batch.epoch, batch.first));
      } catch (GraftException e) {
        throw e.at(step.where() + ", batch from example " + batch.first);
      } catch (Throwable e) { // a plug-in may throw anything
        String where = step.where() + ", batch from example " + batch.first;
        throw PluginFault.of(where, step.who(), step.mapper(), e);
      }
    }
  }
}
