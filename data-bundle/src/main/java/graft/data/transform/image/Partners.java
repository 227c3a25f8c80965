package graft.data.transform.image;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Examples of a batch in pairs for what mixes them: each has one partner, and is one's partner.
 * Features and targets are columns of floating numbers, found by name, since a batch is finished
 * after all transforms.
 */
final class Partners {
  /** How a batch is mixed. */
  @FunctionalInterface
  interface Mixing {
    /** Mixes the features, and gives each example's own weight in its target. */
    void apply(Batch batch, int examples, double[] weights, RandomGenerator random);
  }

  private final List<String> features;
  private final List<String> targets;
  private final double alpha;
  private final Map<String, float[]> copies = new HashMap<>();
  private int[] partner = new int[0];

  Partners(Schema schema, List<Integer> features, double alpha) {
    this.features = features.stream().map(i -> schema.columns().get(i).name()).toList();
    this.targets = schema.of(Column.Role.TARGET).stream().map(Column::name).toList();
    this.alpha = alpha;
  }

  /**
   * @throws ConfigException if a target is not of f32, which alone can be mixed
   */
  static void check(Schema schema, List<Integer> features) {
    Stream<Column> mixed =
        Stream.concat(
            features.stream().map(schema.columns()::get), schema.of(Column.Role.TARGET).stream());
    mixed
        .filter(column -> column.dtype() != DType.F32)
        .findFirst()
        .ifPresent(
            column -> {
              throw new ConfigException(
                  "column '" + column.name() + "'",
                  "what is mixed must be f32, got " + column,
                  "of classes make vectors: put one_hot with \"columns\": [\""
                      + column.name()
                      + "\"] before it, and take categorical_crossentropy");
            });
  }

  /** A mapper that leaves rows as they are, and mixes whole batches: features, then targets. */
  Transform.Mapper mapper(Schema schema, Mixing mixing) {
    ColumnMapper copy = new ColumnMapper(schema, List.of(), (from, to, column, random) -> {});
    return new Transform.Mapper() {
      private double[] weights = new double[0];

      @Override
      public void apply(Row from, Row to, RandomGenerator random) {
        copy.apply(from, to, random);
      }

      @Override
      public void finish(Batch batch, int examples, RandomGenerator random) {
        weights = weights.length < examples ? new double[examples] : weights;
        draw(examples, random);
        mixing.apply(batch, examples, weights, random);
        targets.forEach(c -> mix(batch, c, examples, weights));
      }
    };
  }

  /** Draws the partners, uniform over all permutations of the filled rows. */
  void draw(int examples, RandomGenerator random) {
    if (partner.length < examples) {
      partner = new int[examples];
    }
    for (int i = 0; i < examples; i++) {
      int j = random.nextInt(i + 1);
      partner[i] = partner[j];
      partner[j] = i;
    }
  }

  int of(int example) {
    return partner[example];
  }

  List<String> features() {
    return features;
  }

  /** The column as it was before this batch was mixed. */
  float[] copy(Batch batch, String column, int examples) {
    int index = batch.schema().index(column);
    float[] values = (float[]) batch.array(index);
    float[] copy = copies.computeIfAbsent(column, name -> new float[values.length]);
    System.arraycopy(values, 0, copy, 0, examples * batch.elements(index));
    return copy;
  }

  /** {@code y_i = w_i·x_i + (1 − w_i)·x_partner(i)}. */
  void mix(Batch batch, String column, int examples, double[] weights) {
    float[] x = copy(batch, column, examples);
    int index = batch.schema().index(column);
    float[] y = (float[]) batch.array(index);
    int n = batch.elements(index);
    for (int i = 0; i < examples; i++) {
      float w = (float) weights[i];
      int own = i * n;
      int other = partner[i] * n;
      for (int e = 0; e < n; e++) {
        y[own + e] = w * x[own + e] + (1 - w) * x[other + e];
      }
    }
  }

  /** A number of Beta(alpha, alpha), from two of Gamma(alpha, 1). */
  double beta(RandomGenerator random) {
    double a = gamma(random);
    double b = gamma(random);
    return a + b == 0 ? 1 : a / (a + b);
  }

  /** Marsaglia and Tsang 2000; below 1 by Gamma(a) = Gamma(a + 1)·U^(1/a). */
  private double gamma(RandomGenerator random) {
    double shape = alpha < 1 ? alpha + 1 : alpha;
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d * (1 - v + Math.log(v))) {
        return alpha < 1 ? d * v * Math.pow(random.nextDouble(), 1 / alpha) : d * v;
      }
    }
  }
}
