package graft.shell.report;

import graft.api.NdArray;
import graft.api.run.Held;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Held back examples with the loss of each: −log p(true class) of a classifier, the squared error
 * of a regression. The model's own loss may weigh and regularise beside.
 *
 * @param truth the class of each example, or its target
 * @param said the class that has the greatest probability, or the prediction
 * @param classes the names of all classes; empty for a regression
 */
record Judged(double[] loss, double[] truth, double[] said, List<String> classes) {
  private static final double LEAST = 1e-12;

  /**
   * Judges the first output.
   *
   * @param names the classes' names, as far as they are known
   * @param logits whether the outputs are logits and no probabilities
   * @param binary whether the loss is one of two classes by one output
   * @return empty if it is neither one class nor one number an example
   */
  static Optional<Judged> of(Held held, List<String> names, boolean logits, boolean binary) {
    if (held.outputs().isEmpty() || held.targets().isEmpty() || held.count() == 0) {
      return Optional.empty();
    }
    NdArray output = held.outputs().values().iterator().next();
    NdArray target = held.targets().values().iterator().next();
    int size = output.size() / held.count();
    int targets = target.size() / held.count();
    boolean isVector = output.shape().length <= 2 && target.shape().length <= 2;
    if (!isVector || !target.dtype().isNumeric()) {
      return Optional.empty();
    }
    if (size == 1 && targets == 1 && (binary || names.size() == 2)) {
      return Optional.of(binary(output, target, named(names, 2), logits));
    } else if (size > 1 && targets == 1 && target.dtype().isInteger()) {
      int[] truth = IntStream.range(0, target.size()).map(i -> (int) target.get(i)).toArray();
      return Optional.of(classes(output, truth, named(names, size), logits));
    } else if (size > 1 && targets == size && names.size() == size) {
      int[] truth = IntStream.range(0, held.count()).map(i -> greatest(target, i, size)).toArray();
      return Optional.of(classes(output, truth, named(names, size), logits));
    } else if (size == 1 && targets == 1) {
      double[] truth = IntStream.range(0, target.size()).mapToDouble(target::get).toArray();
      double[] said = IntStream.range(0, truth.length).mapToDouble(output::get).toArray();
      double[] loss =
          IntStream.range(0, truth.length)
              .mapToDouble(i -> (said[i] - truth[i]) * (said[i] - truth[i]))
              .toArray();
      return Optional.of(new Judged(loss, truth, said, List.of()));
    }
    return Optional.empty();
  }

  private static List<String> named(List<String> names, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i < names.size() ? names.get(i) : Integer.toString(i))
        .toList();
  }

  private static Judged binary(NdArray output, NdArray target, List<String> names, boolean logits) {
    int count = target.size();
    double[] loss = new double[count];
    double[] truth = new double[count];
    double[] said = new double[count];
    for (int i = 0; i < count; i++) {
      double p = logits ? 1 / (1 + Math.exp(-output.get(i))) : output.get(i);
      truth[i] = target.get(i) > 0.5 ? 1 : 0;
      said[i] = p > 0.5 ? 1 : 0;
      loss[i] = -Math.log(Math.max(LEAST, truth[i] == 1 ? p : 1 - p));
    }
    return new Judged(loss, truth, said, names);
  }

  private static Judged classes(NdArray output, int[] classes, List<String> names, boolean logits) {
    int size = names.size();
    double[] loss = new double[classes.length];
    double[] truth = new double[classes.length];
    double[] said = new double[classes.length];
    for (int i = 0; i < classes.length; i++) {
      int at = i * size;
      int best = greatest(output, i, size);
      boolean isClass = classes[i] >= 0 && classes[i] < size;
      truth[i] = classes[i];
      said[i] = best;
      double chosen = isClass ? output.get(at + classes[i]) : Double.NaN;
      if (logits) { // log Σ exp(z − max) + max − z
        double sum = 0;
        for (int j = 0; j < size; j++) {
          sum += Math.exp(output.get(at + j) - output.get(at + best));
        }
        loss[i] = Math.log(sum) + output.get(at + best) - chosen;
      } else {
        loss[i] = -Math.log(Math.max(LEAST, chosen));
      }
    }
    return new Judged(loss, truth, said, names);
  }

  private static int greatest(NdArray array, int example, int size) {
    int best = 0;
    for (int j = 1; j < size; j++) {
      best = array.get(example * size + j) > array.get(example * size + best) ? j : best;
    }
    return best;
  }

  boolean isClassification() {
    return !classes.isEmpty();
  }

  /** The examples with the greatest losses, the worst first. */
  List<Integer> worst(int count) {
    return IntStream.range(0, loss.length)
        .boxed()
        .filter(i -> !Double.isNaN(loss[i]))
        .sorted(Comparator.comparingDouble((Integer i) -> -loss[i]).thenComparingInt(i -> i))
        .limit(count)
        .toList();
  }

  String truth(int example) {
    return shown(truth[example]);
  }

  String said(int example) {
    return shown(said[example]);
  }

  private String shown(double value) {
    boolean isClass = isClassification() && value >= 0 && value < classes.size();
    return isClass ? classes.get((int) value) : Html.number(value);
  }

  /** How often a class (row) was taken for another (column). */
  long[][] confusion() {
    long[][] counts = new long[classes.size()][classes.size()];
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] >= 0 && truth[i] < counts.length) {
        counts[(int) truth[i]][(int) said[i]]++;
      }
    }
    return counts;
  }

  /** The pairs of classes that are taken for each other most often: true, said, how often. */
  List<List<Object>> mistakes(int count) {
    List<long[]> all = new ArrayList<>();
    long[][] counts = confusion();
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts.length; j++) {
        if (i != j && counts[i][j] > 0) {
          all.add(new long[] {i, j, counts[i][j]});
        }
      }
    }
    all.sort(Comparator.comparingLong(pair -> -pair[2]));
    return all.stream()
        .limit(count)
        .map(p -> List.<Object>of(classes.get((int) p[0]), classes.get((int) p[1]), p[2]))
        .toList();
  }
}
