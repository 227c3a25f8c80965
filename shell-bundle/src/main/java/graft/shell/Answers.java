package graft.shell;

import graft.api.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a model's outputs say of an example: a class and its probability, or numbers.
 *
 * @param classes the names of the classes, by output
 * @param logits whether the model is known to give logits
 */
record Answers(Map<String, List<String>> classes, boolean logits) {

  /** What an output says: of classes the best one and its probability. */
  record Answer(String output, List<Double> values, Optional<String> best, double probability) {
    /** A line for people. */
    String text() {
      return best.map(name -> String.format(Locale.ROOT, "%s (%.1f %%)", name, 100 * probability))
          .orElseGet(() -> String.join(" ", values.stream().map(TrainOutput::number).toList()));
    }
  }

  /** What all outputs say of an example. */
  List<Answer> of(Map<String, NdArray> outputs, int example, int examples) {
    return outputs.entrySet().stream()
        .map(output -> of(output.getKey(), output.getValue(), example, examples))
        .toList();
  }

  /** As fields of a line; with several outputs the class's have the output's name before them. */
  static void add(Map<String, Object> line, List<Answer> answers) {
    for (Answer answer : answers) {
      String prefix = answers.size() == 1 ? "" : answer.output() + " ";
      answer
          .best()
          .ifPresent(
              name -> {
                line.put(prefix + "class", name);
                line.put(prefix + "probability", answer.probability());
              });
      line.put(answer.output(), answer.values());
    }
  }

  /** A line for people; each of several outputs with its name. */
  static String text(List<Answer> answers) {
    return answers.stream()
        .map(answer -> (answers.size() == 1 ? "" : answer.output() + " ") + answer.text())
        .collect(Collectors.joining("; "));
  }

  private Answer of(String name, NdArray output, int example, int examples) {
    List<String> classes = this.classes.getOrDefault(name, List.of());
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
    if (chances.isEmpty()) {
      return new Answer(name, values, Optional.empty(), 0);
    }
    int best = 0;
    for (int i = 1; i < chances.size(); i++) {
      best = chances.get(i) > chances.get(best) ? i : best;
    }
    return new Answer(name, values, Optional.of(classes.get(best)), chances.get(best));
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
}
