package graft.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.CompositeSchedule;
import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Default;
import graft.api.Graph;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.NoConfig;
import graft.api.Op;
import graft.api.Optimizer;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Slots;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.ModelBuilder;
import graft.core.lab.CoreLab;
import graft.core.registry.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the core adds to each optimizer: y = a·b·x, a = b = 2, rate 0.1, descent. */
class UpdateRuleTest {
  private final Registry registry = Fakes.registry();
  private final CoreLab lab = new CoreLab(registry);

  private static final Spec SCALE =
      Spec.of("scale").with("w_initializer", Spec.of("fill").with("value", 2.0));

  /** Target 4 is hit at once: the gradient is 0, and what moves the weights is the rest. */
  private static final float HIT = 4;

  private static ModelBuilder model() {
    return ModelBuilder.sequential()
        .layer(SCALE.with("name", "a"))
        .layer(SCALE.with("name", "b"))
        .loss("squared")
        .optimizer("descent");
  }

  private TracedModel trace(ModelBuilder model) {
    Schema schema =
        new Schema(
            List.of(
                new Column("x", Column.Role.FEATURE, DType.F32, List.of(), List.of()),
                new Column("t", Column.Role.TARGET, DType.F32, List.of(), List.of())));
    return new Tracer(registry).trace(model.build(), schema);
  }

  /** The states after some steps, and {@code guard}. */
  private Map<String, Double> train(TracedModel model, double target, int steps) {
    Map<String, NdArray> values = new HashMap<>();
    List<Tensor> initial = model.states().stream().map(StateTensor::initial).toList();
    List<NdArray> first = run(initial, Map.of());
    for (int i = 0; i < initial.size(); i++) {
      values.put(model.states().get(i).name(), first.get(i));
    }
    values.put("column:x", new NdArray(new float[] {1}, 1));
    values.put("column:t", new NdArray(new float[] {(float) target}, 1));
    values.put("weight", new NdArray(new float[] {1}, 1));
    values.put("example", new NdArray(new long[] {0}, 1));
    for (int step = 0; step < steps; step++) {
      List<String> names = new ArrayList<>(model.step().updates().keySet());
      List<Tensor> nodes = new ArrayList<>(model.step().updates().values());
      names.add("guard");
      nodes.add(model.step().guard().orElseThrow());
      List<NdArray> results = run(nodes, values);
      for (int i = 0; i < names.size(); i++) {
        values.put(names.get(i), results.get(i));
      }
    }
    Map<String, Double> numbers = new HashMap<>();
    values.forEach((name, value) -> numbers.put(name, value.get(0)));
    return numbers;
  }

  private List<NdArray> run(List<Tensor> outputs, Map<String, NdArray> inputs) {
    return lab.run(lab.compile(new Graph(List.of(), outputs)), inputs, lab.reference(false));
  }

  private String refused(ModelBuilder model) {
    return assertThrows(ConfigException.class, () -> trace(model)).getMessage();
  }

  @Test
  void decayTakesAShareOfTheWeightTimesTheRate() {
    Map<String, Double> after = train(trace(model().training("weight_decay", 0.5)), HIT, 1);

    // 2 − 0.1·0.5·2
    assertEquals(1.9, after.get("a/w"), 1e-6);
    assertEquals(1.9, after.get("b/w"), 1e-6);
  }

  @Test
  void decayLeavesOutWhatIsExcluded() {
    ModelBuilder model =
        model().training("weight_decay", 0.5).training("weight_decay_exclude", List.of("^b/"));

    Map<String, Double> after = train(trace(model), HIT, 1);

    assertEquals(1.9, after.get("a/w"), 1e-6);
    assertEquals(2, after.get("b/w"));
  }

  @Test
  void exclusionsThatMeanNothingAreErrors() {
    ModelBuilder model = model().training("weight_decay", 0.5);

    assertEquals(
        "training.weight_decay_exclude: 'bias' is in the name of no parameter; hint: parameters"
            + " are a/w, b/w",
        refused(model.training("weight_decay_exclude", List.of("bias"))));
    assertTrue(
        refused(model.training("weight_decay_exclude", List.of("(")))
            .startsWith("training.weight_decay_exclude: expected regular expressions, got '('"));
  }

  /** Descent with a decay of its own, for the core to apply. */
  static final class Decaying implements Optimizer<Decaying.Config> {
    record Config(@Default("0.1") double learningRate, @Default("0.5") double weightDecay) {}

    @Override
    public Tensor update(Config config, Tensor param, Tensor gradient, Slots slots) {
      return param.subtract(gradient.multiply(slots.learningRate()));
    }
  }

  @Test
  void anOptimizersOwnDecayIsTheDefault() {
    registry.add(Kind.OPTIMIZER, "decaying", 0, Decaying::new);

    Map<String, Double> own = train(trace(model().optimizer("decaying")), HIT, 1);
    Map<String, Double> told =
        train(trace(model().optimizer("decaying").training("weight_decay", 0)), HIT, 1);

    assertEquals(1.9, own.get("a/w"), 1e-6);
    assertEquals(2, told.get("a/w"));
  }

  @Test
  void theAverageStartsAtTheFirstWeightsAndServesEvaluation() {
    TracedModel model = trace(model().training("use_ema", true).training("ema_momentum", 0.5));

    double first = train(model, 3, 1).get("a/w");
    Map<String, Double> after = train(model, 3, 2);

    // loss (4 − 3)², da = 2·1·2 = 4: a = 2 − 0.4. Then 0.5·a₁ + 0.5·a₂.
    assertEquals(1.6, first, 1e-6);
    assertEquals((first + after.get("a/w")) / 2, after.get("optimizer/a/w/ema"), 1e-6);
    Tensor predicted = model.predict().outputs().values().iterator().next();
    assertTrue(reads(predicted, "optimizer/a/w/ema"));
    assertFalse(reads(predicted, "a/w"));
  }

  private static boolean reads(Tensor result, String label) {
    return Graph.order(List.of(result)).stream()
        .anyMatch(node -> node.op() instanceof Op.Input in && in.label().equals(label));
  }

  /** A rate that is infinite at first. */
  static final class Steep implements Schedule<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor step) {
      return Tensor.constant(step.dtype(), 1).divide(step);
    }
  }

  @Test
  void theGuardSeesARateThatIsNotFinite() {
    registry.add(Kind.SCHEDULE, "steep", 0, Steep::new);

    assertEquals(1, train(trace(model()), HIT, 1).get("guard"));
    assertEquals(0, train(trace(model().training("schedule", "steep")), HIT, 1).get("guard"));
  }

  /** Half the rate of another. */
  static final class Half implements CompositeSchedule<Half.Config> {
    record Config(Spec of, @Default("0.5") @Range(min = 0) double factor) {}

    @Override
    public Tensor apply(Config config, Tensor step, Rates rates) {
      return rates.at(config.of(), step).multiply(config.factor());
    }
  }

  @Test
  void aScheduleMayBeMadeOfOthers() {
    registry.add(Kind.SCHEDULE, "steep", 0, Steep::new);
    registry.add(Kind.SCHEDULE, "half", 0, Half::new);
    registry.add(Kind.SCHEDULE, "wide", 0, Wide::new);
    Spec half = Spec.of("half").with("of", Spec.of("half").with("of", Spec.of("steep")));
    TracedModel model = trace(model().training("schedule", half));
    Tensor rate = new Plugins(registry).rate(half, "rate", Tensor.constant(DType.F32, 2));

    // ½·½·1/2
    assertEquals(0.125, run(List.of(rate), Map.of()).get(0).get(0));
    assertTrue(model.types().containsKey(new TracedModel.TypeKey(Kind.SCHEDULE, "steep")));
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> trace(model().training("schedule", Spec.of("half").with("of", "wide"))));
    assertEquals(
        "training.schedule (half): its schedule (wide): a rate is a scalar f32, got f32(2)",
        e.getMessage());
  }

  /** Two rates at once. */
  static final class Wide implements Schedule<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor step) {
      return Tensor.full(new TensorType(DType.F32, Shape.of(2)), 1);
    }
  }

  @Test
  void aScheduleIsNoLearningRate() {
    Map<String, Object> descent =
        Map.of("type", "descent", "learning_rate", Map.of("type", "cosine"));
    ConfigException e =
        assertThrows(ConfigException.class, () -> trace(model().training("optimizer", descent)));
    assertEquals(
        "training.optimizer: learning_rate must be a number, got {type=cosine}; hint: a schedule"
            + " stands in training.schedule",
        e.getMessage());
  }
}
