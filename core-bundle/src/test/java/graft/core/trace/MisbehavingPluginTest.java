package graft.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.Block;
import graft.api.Cell;
import graft.api.DType;
import graft.api.Dim;
import graft.api.GraftException;
import graft.api.Initializer;
import graft.api.Kind;
import graft.api.Layer;
import graft.api.Loss;
import graft.api.Metric;
import graft.api.NoConfig;
import graft.api.Optimizer;
import graft.api.Randoms;
import graft.api.Regularizer;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Slots;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.Totals;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.ModelBuilder;
import graft.core.registry.Registration;
import graft.core.registry.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever a plug-in does, there is one message that names it. */
class MisbehavingPluginTest {
  private static final Spec ZERO = Spec.of("fill").with("value", 0.0);

  private final Registry registry = Fakes.registry();

  /** A layer that does what {@code body} does. */
  private abstract static class Free implements Layer<NoConfig> {
    abstract Tensor body(Tensor x, Scope scope);

    @Override
    public Tensor apply(NoConfig config, Tensor x, Scope scope) {
      return body(x, scope);
    }
  }

  private String refused(Kind kind, Supplier<Object> plugin) {
    Registration odd = registry.add(kind, "odd", 0, plugin);
    ModelBuilder model =
        kind == Kind.LAYER
            ? ModelBuilder.sequential().layer(Spec.of("odd").with("name", "l")).layer("scale")
            : ModelBuilder.sequential()
                .layer(Spec.of("scale").with(setting(kind), "odd").with("name", "l"));
    model
        .loss(kind == Kind.LOSS ? "odd" : "squared")
        .optimizer(kind == Kind.OPTIMIZER ? "odd" : "descent")
        .metrics(kind == Kind.METRIC ? "odd" : "count");
    String message =
        assertThrows(
                GraftException.class, () -> new Tracer(registry).trace(model.build(), schema()))
            .getMessage();
    odd.close();
    return message;
  }

  private static String setting(Kind kind) {
    return kind == Kind.INITIALIZER
        ? "w_initializer"
        : kind == Kind.REGULARIZER ? "w_regularizer" : "name";
  }

  private static Schema schema() {
    return new Schema(
        List.of(
            new Column("x", Column.Role.FEATURE, DType.F32, List.of(), List.of()),
            new Column("t", Column.Role.TARGET, DType.F32, List.of(), List.of())));
  }

  private static final class NullLayer extends Free {
    @Override
    @SuppressWarnings("NullAway")
    Tensor body(Tensor x, Scope scope) {
      return null;
    }
  }

  private static final class HalfBlock implements Block<NoConfig> {
    @Override
    public List<Tensor> apply(NoConfig config, List<Tensor> xs, Scope scope) {
      return Arrays.asList(xs.get(0), null);
    }
  }

  private static final class FailedDisk extends Free {
    @Override
    Tensor body(Tensor x, Scope scope) {
      throw new Error("not even an exception");
    }
  }

  private static final class NullLoss implements Loss<NoConfig> {
    @Override
    @SuppressWarnings("NullAway")
    public Tensor apply(NoConfig config, Tensor prediction, Tensor target) {
      return null;
    }
  }

  private static final class NullOptimizer implements Optimizer<NoConfig> {
    @Override
    @SuppressWarnings("NullAway")
    public Tensor update(NoConfig config, Tensor param, Tensor gradient, Slots slots) {
      return null;
    }
  }

  private static final class NullInitializer implements Initializer<NoConfig> {
    @Override
    @SuppressWarnings("NullAway")
    public Tensor apply(NoConfig config, TensorType type, Randoms random) {
      return null;
    }
  }

  @Test
  void whoGivesNullOrThrowsAnErrorIsNamed() {
    assertEquals(
        "layer 'l' (odd): layer 'odd' of graft-core 0.0.0 failed with java.lang.Error: not even an"
            + " exception, at MisbehavingPluginTest.java:N; hint: report it to its author",
        refused(Kind.LAYER, FailedDisk::new).replaceFirst("java:\\d+", "java:N"));
    assertTrue(refused(Kind.LAYER, NullLayer::new).startsWith("layer 'l' (odd): layer 'odd'"));
    assertTrue(refused(Kind.LAYER, HalfBlock::new).startsWith("layer 'l' (odd): layer 'odd'"));
    String gaveNull = " 'odd' of graft-core 0.0.0 gave null; hint: report it to its author";
    assertEquals("loss 'odd' of output 'l': loss" + gaveNull, refused(Kind.LOSS, NullLoss::new));
    assertEquals(
        "training.optimizer (odd): optimizer" + gaveNull,
        refused(Kind.OPTIMIZER, NullOptimizer::new));
    assertEquals(
        "layer 'l' (scale): initializer of 'l/w' (odd): initializer" + gaveNull,
        refused(Kind.INITIALIZER, NullInitializer::new));
  }

  private static final class WritesItsWeight extends Free {
    @Override
    Tensor body(Tensor x, Scope scope) {
      Tensor w = scope.param("w", Shape.SCALAR, ZERO);
      scope.update("w", w.add(1));
      return x.multiply(w);
    }
  }

  private static final class TwoFaces extends Free {
    @Override
    Tensor body(Tensor x, Scope scope) {
      return x.multiply(scope.param(scope.training() ? "w" : "v", Shape.SCALAR, ZERO));
    }
  }

  private static final class Huge extends Free {
    @Override
    Tensor body(Tensor x, Scope scope) {
      return x.add(scope.param("w", Shape.of(2_000_000_000, 2), ZERO).sum());
    }
  }

  @Test
  void parametersAreTheOptimizersAndTheSameInTrainingAndOutside() {
    assertEquals(
        "layer 'l' (odd): update of 'l/w', which is a parameter; hint: only the optimizer changes"
            + " parameters; declare it by scope.state",
        refused(Kind.LAYER, WritesItsWeight::new));
    assertEquals(
        "parameter 'l/v': its layer asks for it outside of training only; hint: ask for the same"
            + " parameters in both modes",
        refused(Kind.LAYER, TwoFaces::new));
    assertEquals(
        "layer 'l' (odd): 'l/w' must have at most 2147483647 elements, got 4000000000",
        refused(Kind.LAYER, Huge::new));
  }

  private static final class Vector implements Regularizer<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor param) {
      return Tensor.full(new TensorType(DType.F32, Shape.of(2)), 1);
    }
  }

  private static final class OpenResult implements Metric<NoConfig> {
    @Override
    public void update(
        NoConfig config, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
      totals.add("s", prediction.sum());
    }

    @Override
    public Tensor result(NoConfig config, Totals totals) {
      return Tensor.full(new TensorType(DType.F32, new Shape(List.of(Draws.BATCH))), 1);
    }
  }

  /** A metric that keeps the batch. */
  private static final class OpenTotal implements Metric<NoConfig> {
    @Override
    public void update(
        NoConfig config, Tensor prediction, Tensor target, Tensor weight, Totals totals) {
      totals.add("s", prediction);
    }

    @Override
    public Tensor result(NoConfig config, Totals totals) {
      return totals.get("s");
    }
  }

  private static final class WideWeights implements Optimizer<NoConfig> {
    @Override
    public Tensor update(NoConfig config, Tensor param, Tensor gradient, Slots slots) {
      return param;
    }

    @Override
    public Tensor evaluationParam(NoConfig config, Tensor param, Slots slots) {
      return Tensor.full(new TensorType(DType.F32, Shape.of(2)), 1);
    }
  }

  @Test
  void penaltiesResultsTotalsAndWeightsHaveTheirShapes() {
    assertEquals(
        "layer 'l' (scale): regularizer of 'l/w' (odd): a penalty is a scalar, got f32(2); hint:"
            + " reduce it",
        refused(Kind.REGULARIZER, Vector::new));
    assertEquals(
        "metric 'odd' (odd): a result must have a fixed shape, got f32(batch)",
        refused(Kind.METRIC, OpenResult::new));
    assertEquals(
        "training.optimizer (odd): the value of 'l/w' for evaluation must be f32(), got f32(2)",
        refused(Kind.OPTIMIZER, WideWeights::new));
  }

  @Test
  void aTotalOfOpenShapeIsRefused() {
    assertEquals(
        "metric 'odd' (odd): total 's' must have a fixed shape, got (batch); hint: reduce the axis"
            + " of the batch",
        refused(Kind.METRIC, OpenTotal::new));
  }

  /** A layer that asks for its weight once and keeps it. */
  private static final class Keeping extends Free {
    private static final List<Tensor> KEPT = new ArrayList<>();

    @Override
    Tensor body(Tensor x, Scope scope) {
      if (KEPT.isEmpty()) {
        KEPT.add(scope.param("w", Shape.SCALAR, ZERO));
      }
      return x.multiply(KEPT.get(0));
    }
  }

  /** A layer that keeps what its scan's body is given, and uses it outside. */
  private static final class Leaking extends Free {
    @Override
    Tensor body(Tensor x, Scope scope) {
      List<Tensor> kept = new ArrayList<>();
      Tensor zero = Tensor.full(new TensorType(DType.F32, Shape.SCALAR), 0);
      scope.scan(
          List.of(zero),
          List.of(),
          Dim.of(3),
          false,
          (carries, slices, inner) -> {
            kept.add(carries.get(0));
            return new Cell.Step(zero, List.of(carries.get(0).add(1)));
          });
      return x.add(kept.get(0));
    }
  }

  /** A loss that keeps the first prediction. */
  private static final class KeepingLoss implements Loss<NoConfig> {
    private final List<Tensor> kept = new ArrayList<>();

    @Override
    public Tensor apply(NoConfig config, Tensor prediction, Tensor target) {
      kept.add(prediction);
      return kept.get(0).subtract(target);
    }
  }

  /** A layer that contains itself. */
  private static final class Endless extends Free {
    @Override
    Tensor body(Tensor x, Scope scope) {
      return scope.layer("e", Spec.of("odd"), x);
    }
  }

  @Test
  void aLayerThatContainsItselfIsRefused() {
    assertEquals(
        "layer 'l"
            + "/e".repeat(64)
            + "' (odd): layers are nested more than 64 deep; hint: one may contain itself",
        refused(Kind.LAYER, Endless::new));
  }

  /** A layer whose parameter has a given name. */
  private static final class Naming extends Free {
    private final String name;

    Naming(String name) {
      this.name = name;
    }

    @Override
    Tensor body(Tensor x, Scope scope) {
      return x.multiply(scope.param(name, Shape.SCALAR, ZERO));
    }
  }

  @Test
  void namesThatCouldNotBeWrittenAreRefused() {
    String rest =
        "' is no name for a tensor: a part of it is empty or has one of / : . or a control"
            + " character; hint: give it another name, such as kernel";
    assertEquals("layer 'l' (odd): 'l/" + rest, refused(Kind.LAYER, () -> new Naming("")));
    assertEquals("layer 'l' (odd): 'l/../x" + rest, refused(Kind.LAYER, () -> new Naming("../x")));
    assertEquals("layer 'l' (odd): 'l/a\\nb" + rest, refused(Kind.LAYER, () -> new Naming("a\nb")));
  }

  @Test
  void aTensorThatAPluginKeepsIsRefused() {
    String rest =
        " of another trace, or of a scan from outside of it; hint: a plug-in keeps no tensor: it"
            + " asks its scope for each anew in every call";
    Keeping.KEPT.clear();
    assertEquals("layer 'l' (odd): it uses 'l/w'" + rest, refused(Kind.LAYER, () -> new Keeping()));
    assertEquals(
        "layer 'l' (odd): it uses 'scan0:carry0'" + rest, refused(Kind.LAYER, () -> new Leaking()));
    KeepingLoss loss = new KeepingLoss();
    assertEquals(
        "loss 'odd' of output 'l': it uses 'column:x'" + rest, refused(Kind.LOSS, () -> loss));
  }
}
