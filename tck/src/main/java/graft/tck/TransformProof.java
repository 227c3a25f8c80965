package graft.tck;

import graft.api.NdArray;
import graft.api.data.Batch;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Proves a transform: what an example becomes depends on the example, the statistics as they come
 * from a saved model, and the given random numbers, and on nothing else.
 */
final class TransformProof<C> {
  private final Transform<C> transform;
  private final C config;
  private final Batch examples;
  private final Schema schema;

  TransformProof(Transform<C> transform, C config, Batch examples) {
    this.transform = transform;
    this.config = config;
    this.examples = examples;
    this.schema = examples.schema();
  }

  void prove(Proof proof) {
    // First, while the examples are still those that were given.
    proof.check("examples are left as they were", this::untouched);
    proof.check("statistics are JSON values", this::statistics);
    proof.check("the same examples give the same bits", this::deterministic);
    proof.check("every element is written, whatever was there", this::complete);
    if (transform.trainingOnly()) {
      proof.check("training only: the columns stay as they are", this::sameSchema);
      proof.check("a finished batch depends on its rows and random numbers only", this::finished);
    }
  }

  private String statistics() {
    transform.schema(config, schema);
    Map<String, Object> statistics = fit();
    copy(statistics, "statistics");
    Proof.require(statistics.equals(fit()), "fitted twice, they differ");
    return "";
  }

  private String deterministic() {
    Batch forwards = apply(fit(), false, false);
    requireSame(forwards, apply(saved(), true, false), "another mapper, examples backwards");
    return forwards.schema().columns().size() + " columns from " + schema.columns().size();
  }

  private String complete() {
    requireSame(apply(saved(), false, false), apply(saved(), false, true), "into a used batch");
    return "";
  }

  private String untouched() {
    List<NdArray> before = arrays(examples);
    apply(saved(), false, false);
    List<NdArray> after = arrays(examples);
    for (int i = 0; i < before.size(); i++) {
      String name = schema.columns().get(i).name();
      Proof.require(Values.same(before.get(i), after.get(i)), "column '" + name + "' was changed");
    }
    return "";
  }

  private String sameSchema() {
    Schema to = transform.schema(config, schema, saved());
    Proof.require(to.equals(schema), "it gives " + to + " from " + schema);
    return "";
  }

  private String finished() {
    Batch first = apply(saved(), false, false);
    Batch second = apply(saved(), false, false);
    transform.mapper(config, schema, saved()).finish(first, examples.capacity(), new Random(1));
    Transform.Mapper used = transform.mapper(config, schema, saved());
    used.finish(apply(saved(), false, false), examples.capacity(), new Random(2));
    used.finish(second, examples.capacity(), new Random(1));
    requireSame(first, second, "a mapper that finished a batch before");
    return "";
  }

  private Map<String, Object> fit() {
    Transform.Fit fit = transform.fit(config, schema);
    if (fit == null) {
      return Map.of();
    }
    Row row = examples.row();
    for (int i = 0; i < examples.capacity(); i++) {
      fit.accept(row.at(i));
    }
    return fit.statistics();
  }

  /** The statistics as a saved model gives them back. */
  private Map<String, Object> saved() {
    Map<String, Object> result = new LinkedHashMap<>();
    fit().forEach((key, value) -> result.put(key, copy(value, key)));
    return result;
  }

  private Batch apply(Map<String, Object> statistics, boolean backwards, boolean used) {
    int n = examples.capacity();
    Batch result = new Batch(transform.schema(config, schema, statistics), n);
    if (used) {
      soil(result);
    }
    Transform.Mapper mapper = transform.mapper(config, schema, statistics);
    Row from = examples.row();
    Row to = result.row();
    for (int i = 0; i < n; i++) {
      int example = backwards ? n - 1 - i : i;
      mapper.apply(from.at(example), to.at(example), new Random(example));
    }
    return result;
  }

  private static void soil(Batch batch) {
    for (int i = 0; i < batch.schema().columns().size(); i++) {
      Object array = batch.array(i);
      if (array instanceof String[] texts) {
        Arrays.fill(texts, "soiled");
      } else {
        for (int e = 0; e < Array.getLength(array); e++) {
          batch.row().at(e / batch.elements(i)).set(i, e % batch.elements(i), -77);
        }
      }
    }
  }

  private static void requireSame(Batch a, Batch b, String how) {
    List<NdArray> first = arrays(a);
    List<NdArray> second = arrays(b);
    for (int i = 0; i < first.size(); i++) {
      Proof.require(
          Values.same(first.get(i), second.get(i)),
          "column '" + a.schema().columns().get(i).name() + "' differs: " + how);
    }
  }

  private static List<NdArray> arrays(Batch batch) {
    List<NdArray> arrays = new ArrayList<>();
    for (int i = 0; i < batch.schema().columns().size(); i++) {
      Object values = batch.array(i);
      int n = Array.getLength(values);
      Object copy = NdArray.allocate(batch.schema().columns().get(i).dtype(), n);
      System.arraycopy(values, 0, copy, 0, n);
      arrays.add(new NdArray(copy, n));
    }
    return arrays;
  }

  /** What JSON keeps of a value: it has no NaN, no infinity, and no other classes than these. */
  private static Object copy(Object value, String where) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, inner) -> copy.put(String.valueOf(key), copy(inner, where + "." + key)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(inner -> copy.add(copy(inner, where + "[]")));
      return copy;
    }
    boolean plain =
        value instanceof String
            || value instanceof Long
            || value instanceof Boolean
            || (value instanceof Double number && Double.isFinite(number));
    Proof.require(plain, where + " is " + value + ", a " + value.getClass().getSimpleName());
    return value;
  }
}
