package graft.shell;

import graft.api.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a model's outputs say of an example: a class and its probability, or numbers.
 *
 * @param classes the names of the classes, or empty
 * @param logits whether the model is known to give logits
 */
record Answers(List<String> classes, boolean logits) {

  /** Adds all outputs of an example, and before those that are of classes the class. */
  void add(Map<String, Object> line, Map<String, NdArray> outputs, int example, int examples) {
    outputs.forEach((name, output) -> add(line, name, output, example, examples));
  }

  private void add(
      Map<String, Object> line, String name, NdArray output, int example, int examples) {
    int width = output.size() / examples;
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      values.add(output.get(example * width + i));
    }
    List<Double> chances = List.of();
    if (width > 1 && width == classes.size()) {
      chances = softmax(values);
    } else if (width == 1 && classes.size() == 2) {
      double second = sigmoid(values.get(0));
      chances = List.of(1 - second, second);
    }
    if (!chances.isEmpty() && !line.containsKey("class")) {
      int best = 0;
      for (int i = 1; i < chances.size(); i++) {
        best = chances.get(i) > chances.get(best) ? i : best;
      }
      line.put("class", classes.get(best));
      line.put("probability", chances.get(best));
    }
    line.put(name, values);
  }

  /** Probabilities as they are; other values are logits, whose softmax is taken. */
  private List<Double> softmax(List<Double> values) {
    double sum = values.stream().mapToDouble(v -> v).sum();
    if (!logits && Math.abs(sum - 1) < 1e-3 && values.stream().allMatch(v -> v >= 0)) {
      return values;
    }
    double greatest = values.stream().mapToDouble(v -> v).max().orElse(0);
    double total = values.stream().mapToDouble(v -> Math.exp(v - greatest)).sum();
    return values.stream().map(v -> Math.exp(v - greatest) / total).toList();
  }

  /** A probability of the second class as it is; of other values 1 / (1 + exp −v). */
  private double sigmoid(double value) {
    return !logits && value >= 0 && value <= 1 ? value : 1 / (1 + Math.exp(-value));
  }

  /** A line for people. */
  static String text(Map<String, Object> line) {
    if (line.get("class") != null && line.get("probability") instanceof Double probability) {
      return String.format(Locale.ROOT, "%s (%.1f %%)", line.get("class"), 100 * probability);
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
