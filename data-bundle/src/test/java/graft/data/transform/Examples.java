package graft.data.transform;

import graft.api.DType;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Small tables of examples, and what transforms make of them. */
public final class Examples {
  private final Map<Column, Object> columns = new LinkedHashMap<>();

  /** Adds a column; the array has all examples. */
  public Examples with(Column column, Object values) {
    columns.put(column, values);
    return this;
  }

  public Examples floats(String name, int elements, float... values) {
    List<Integer> shape = elements == 1 ? List.of() : List.of(elements);
    return with(feature(name, DType.F32, shape), values);
  }

  public Examples texts(String name, String... values) {
    return with(feature(name, DType.STRING, List.of()), values);
  }

  public static Column feature(String name, DType dtype, List<Integer> shape, String... classes) {
    return new Column(name, Column.Role.FEATURE, dtype, shape, List.of(classes));
  }

  public static Column target(String name, DType dtype, List<Integer> shape, String... classes) {
    return new Column(name, Column.Role.TARGET, dtype, shape, List.of(classes));
  }

  public Schema schema() {
    return new Schema(new ArrayList<>(columns.keySet()));
  }

  public Batch batch() {
    Map.Entry<Column, Object> first = columns.entrySet().iterator().next();
    int n = java.lang.reflect.Array.getLength(first.getValue()) / first.getKey().elements();
    Batch batch = new Batch(schema(), n);
    int i = 0;
    for (Map.Entry<Column, Object> entry : columns.entrySet()) {
      System.arraycopy(entry.getValue(), 0, batch.array(i++), 0, n * entry.getKey().elements());
    }
    return batch;
  }

  /** Fits a transform on these examples and applies it to them. */
  public <C> Batch through(Transform<C> transform, C config) {
    return through(transform, config, this);
  }

  /** Fits a transform on these examples and applies it to others. */
  public <C> Batch through(Transform<C> transform, C config, Examples others) {
    return apply(transform, config, statistics(transform, config), others, new SplittableRandom(1));
  }

  /** What the transform learns of these examples. */
  public <C> Map<String, Object> statistics(Transform<C> transform, C config) {
    Batch batch = batch();
    transform.schema(config, batch.schema());
    Transform.Fit fit = transform.fit(config, batch.schema());
    for (int i = 0; fit != null && i < batch.capacity(); i++) {
      fit.accept(batch.row().at(i));
    }
    return fit == null ? Map.of() : fit.statistics();
  }

  /** Applies a transform, and finishes the batch if it is for training. */
  public static <C> Batch apply(
      Transform<C> transform,
      C config,
      Map<String, Object> statistics,
      Examples examples,
      RandomGenerator random) {
    Batch from = examples.batch();
    Batch to = new Batch(transform.schema(config, from.schema(), statistics), from.capacity());
    Transform.Mapper mapper = transform.mapper(config, from.schema(), statistics);
    Row source = from.row();
    Row target = to.row();
    for (int i = 0; i < from.capacity(); i++) {
      mapper.apply(source.at(i), target.at(i), random);
    }
    if (transform.trainingOnly()) {
      mapper.finish(to, from.capacity(), random);
    }
    return to;
  }
}
