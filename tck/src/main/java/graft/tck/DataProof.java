package graft.tck;

import graft.api.NdArray;
import graft.api.Spec;
import graft.api.data.Batch;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.api.run.Lab;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Proves data sources and transforms. */
final class DataProof {
  private static final int EXAMPLES = 16;

  private DataProof() {}

  static void source(Proof proof, Lab lab, Spec spec) {
    proof.check("columns have one number of examples", () -> columns(lab.read(spec, EXAMPLES)));
    proof.check(
        "two readings give the same bits",
        () -> {
          Map<String, NdArray> again = lab.read(spec, EXAMPLES);
          lab.read(spec, EXAMPLES)
              .forEach(
                  (name, value) ->
                      Proof.require(
                          Values.same(value, again.get(name)), "column '" + name + "' differs"));
          return "";
        });
  }

  private static String columns(Map<String, NdArray> columns) {
    Proof.require(!columns.isEmpty(), "there is no column");
    List<String> texts = new ArrayList<>();
    int examples = columns.values().iterator().next().shape()[0];
    columns.forEach(
        (name, value) -> {
          Proof.require(
              value.shape()[0] == examples && examples <= EXAMPLES && examples > 0,
              "column '" + name + "' has " + value.shape()[0] + " examples of " + examples);
          texts.add(name + " " + value.dtype().text() + Arrays.toString(value.shape()));
        });
    return String.join(", ", texts);
  }

  static <C> void transform(Proof proof, Transform<C> transform, C config, Batch examples) {
    Schema schema = examples.schema();
    proof.check(
        "the same examples give the same bits",
        () -> {
          Map<String, Object> statistics = fit(transform, config, examples);
          Batch a = apply(transform, config, examples, statistics);
          Batch b = apply(transform, config, examples, statistics);
          for (int i = 0; i < a.schema().columns().size(); i++) {
            NdArray first = new NdArray(a.array(i), Array.getLength(a.array(i)));
            NdArray second = new NdArray(b.array(i), Array.getLength(b.array(i)));
            Proof.require(
                Values.same(first, second),
                "column '" + a.schema().columns().get(i).name() + "' differs");
          }
          return a.schema().columns().size() + " columns from " + schema.columns().size();
        });
    proof.check(
        "statistics are JSON values",
        () -> {
          json(fit(transform, config, examples), "statistics");
          return "";
        });
  }

  private static <C> Map<String, Object> fit(Transform<C> transform, C config, Batch examples) {
    Transform.Fit fit = transform.fit(config, examples.schema());
    if (fit == null) {
      return Map.of();
    }
    Row row = examples.row();
    for (int i = 0; i < examples.capacity(); i++) {
      fit.accept(row.at(i));
    }
    return fit.statistics();
  }

  private static <C> Batch apply(
      Transform<C> transform, C config, Batch examples, Map<String, Object> statistics) {
    Schema schema = examples.schema();
    Batch result = new Batch(transform.schema(config, schema), examples.capacity());
    Transform.Mapper mapper = transform.mapper(config, schema, statistics);
    Row from = examples.row();
    Row to = result.row();
    for (int i = 0; i < examples.capacity(); i++) {
      mapper.apply(from.at(i), to.at(i), new Random(i));
    }
    return result;
  }

  private static void json(Object value, String where) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> json(inner, where + "." + key));
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> json(inner, where + "[]"));
    } else {
      boolean plain =
          value instanceof String
              || value instanceof Long
              || value instanceof Double
              || value instanceof Boolean;
      Proof.require(plain, where + " is a " + value.getClass().getSimpleName());
    }
  }
}
