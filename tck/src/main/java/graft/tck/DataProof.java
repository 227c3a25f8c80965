package graft.tck;

import graft.api.NdArray;
import graft.api.Spec;
import graft.api.run.Lab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Proves data sources. */
final class DataProof {
  private static final int EXAMPLES = 16;

  private DataProof() {}

  static void source(Proof proof, Lab lab, Spec spec) {
    proof.check("columns have one number of examples", () -> columns(lab.read(spec, EXAMPLES)));
    proof.check(
        "two readings give the same bits",
        () -> {
          same(lab.read(spec, EXAMPLES), lab.read(spec, EXAMPLES));
          return "";
        });
  }

  private static void same(Map<String, NdArray> first, Map<String, NdArray> second) {
    Proof.require(
        first.keySet().equals(second.keySet()),
        "columns " + first.keySet() + " and then " + second.keySet());
    first.forEach(
        (name, value) ->
            Proof.require(
                Values.same(value, Objects.requireNonNull(second.get(name))),
                "column '" + name + "' differs"));
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
}
