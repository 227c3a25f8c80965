package graft.shell;

import graft.api.NdArray;
import graft.api.data.Dataset;
import graft.api.run.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code graft predict}. */
@Command(
    name = "predict",
    description = "Ask a trained run.",
    footer = {"", "An INPUT is a PNG or JPEG image, a CSV file, an IDX file, or a data spec."})
final class PredictVerb extends Verb {
  @Parameters(index = "0", paramLabel = "RUN", description = "the run folder")
  Path run = Path.of("");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "INPUT", description = "what to predict")
  List<String> inputs = List.of();

  PredictVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    try (Predictor predictor = session.graft().predictor(run, options())) {
      PredictInputs reader = new PredictInputs(session, predictor.schema());
      for (String input : inputs) {
        try (Dataset examples = reader.open(input)) {
          show(input, predictor, predictor.predict(examples), (int) examples.size());
        }
      }
    }
    return 0;
  }

  private void show(String input, Predictor predictor, Map<String, NdArray> outputs, int examples) {
    for (int i = 0; i < examples; i++) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("input", input);
      line.put("index", i);
      for (Map.Entry<String, NdArray> output : outputs.entrySet()) {
        answer(line, predictor.classes(), output.getKey(), output.getValue(), i, examples);
      }
      if (json) {
        session.out().println(JsonLines.line(line));
      } else {
        String place = examples > 1 ? input + " " + i : input;
        session.out().println(place + ": " + text(line));
      }
    }
  }

  private static void answer(
      Map<String, Object> line,
      List<String> classes,
      String name,
      NdArray output,
      int example,
      int examples) {
    int width = output.size() / examples;
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      values.add(output.get(example * width + i));
    }
    if (width > 1 && width == classes.size()) {
      List<Double> chances = chances(values);
      int best = 0;
      for (int i = 1; i < width; i++) {
        best = chances.get(i) > chances.get(best) ? i : best;
      }
      line.put("class", classes.get(best));
      line.put("probability", chances.get(best));
    }
    line.put(name, values);
  }

  /** Probabilities as they are; other values are logits, whose softmax is taken. */
  private static List<Double> chances(List<Double> values) {
    double sum = values.stream().mapToDouble(v -> v).sum();
    if (Math.abs(sum - 1) < 1e-3 && values.stream().allMatch(v -> v >= 0)) {
      return values;
    }
    double greatest = values.stream().mapToDouble(v -> v).max().orElse(0);
    double total = values.stream().mapToDouble(v -> Math.exp(v - greatest)).sum();
    return values.stream().map(v -> Math.exp(v - greatest) / total).toList();
  }

  private static String text(Map<String, Object> line) {
    if (line.get("class") != null) {
      return String.format(
          Locale.ROOT, "%s (%.1f %%)", line.get("class"), 100 * (Double) line.get("probability"));
    }
    List<String> texts = new ArrayList<>();
    line.forEach(
        (key, value) -> {
          if (value instanceof List<?> list) {
            texts.add(
                String.join(" ", list.stream().map(v -> TrainOutput.number((Double) v)).toList()));
          }
        });
    return String.join("; ", texts);
  }
}
