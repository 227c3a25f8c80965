package graft.core.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.GraftException;
import graft.api.Graph;
import graft.api.Kind;
import graft.api.Layer;
import graft.api.NdArray;
import graft.api.NoConfig;
import graft.api.Op;
import graft.api.Scope;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.ModelBuilder;
import graft.api.run.RunSpec;
import graft.api.run.Summary;
import graft.core.compile.Computation;
import graft.core.lab.CoreLab;
import graft.core.registry.Registry;
import graft.core.trace.StateTensor.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracerTest {
  private final Registry registry = Fakes.registry();
  private final CoreLab lab = new CoreLab(registry);

  private static Schema schema(Integer... shape) {
    return new Schema(
        List.of(
            new Column("x", Column.Role.FEATURE, DType.F32, List.of(shape), List.of()),
            new Column("t", Column.Role.TARGET, DType.F32, List.of(shape), List.of())));
  }

  private TracedModel trace(ModelBuilder model, Integer... shape) {
    return new Tracer(registry).trace(model.build(), schema(shape));
  }

  private static ModelBuilder chain(String... layers) {
    return chain(ModelBuilder.sequential(), layers);
  }

  private static ModelBuilder chain(ModelBuilder model, String... layers) {
    for (String layer : layers) {
      model.layer(layer);
    }
    return model.loss("squared").optimizer("descent");
  }

  /** The computation's outputs and updates by name, for inputs by label; states start as given. */
  private Map<String, NdArray> run(
      TracedModel model, Computation what, Map<String, NdArray> given) {
    Map<String, NdArray> inputs = new HashMap<>();
    List<Tensor> initial = model.states().stream().map(StateTensor::initial).toList();
    List<NdArray> values = run(initial, Map.of());
    for (int i = 0; i < initial.size(); i++) {
      inputs.put(model.states().get(i).name(), values.get(i));
    }
    inputs.putAll(given);
    Map<String, Tensor> named = new LinkedHashMap<>(what.outputs());
    named.putAll(what.updates());
    List<NdArray> results = run(new ArrayList<>(named.values()), inputs);
    Map<String, NdArray> all = new LinkedHashMap<>();
    for (String name : named.keySet()) {
      all.put(name, results.get(all.size()));
    }
    return all;
  }

  private List<NdArray> run(List<Tensor> outputs, Map<String, NdArray> inputs) {
    return lab.run(lab.compile(new Graph(List.of(), outputs)), inputs, lab.reference(false));
  }

  private static Map<String, NdArray> batch(NdArray x, NdArray t, float... weights) {
    return Map.of(
        "column:x",
        x,
        "column:t",
        t,
        "weight",
        new NdArray(weights, weights.length),
        "example",
        new NdArray(new long[weights.length], weights.length));
  }

  private static NdArray vector(float... values) {
    return new NdArray(values, values.length);
  }

  @Test
  void aModelNeedsNoDataIfItStatesTheShapeOfEachInput() {
    RunSpec empty = new RunSpec(Map.of("model", Map.of("type", "graph")));
    RunSpec one = empty.with("model.inputs", Map.of("a", Map.of("shape", List.of(3L))));
    assertFalse(Tracer.statesInputs(empty));
    assertTrue(Tracer.statesInputs(empty.with("model.input", Map.of("shape", List.of()))));
    assertTrue(Tracer.statesInputs(one));
    assertFalse(Tracer.statesInputs(one.with("model.inputs.b", Map.of())));
  }

  @Test
  void aStepOfGradientDescent() {
    TracedModel model = trace(chain("scale"));
    Map<String, NdArray> after = run(model, model.step(), batch(vector(1, 2), vector(2, 4), 1, 1));
    // w = 0: loss (2² + 4²) / 2 = 10; dw = (2·(−2)·1 + 2·(−4)·2) / 2 = −10; w − 0.1·dw = 1.
    assertEquals(10, after.get("loss").get(0));
    assertEquals(10, after.get("gradient_norm").get(0));
    assertEquals(1, after.get("scale_1/w").get(0), 1e-6);
    assertEquals(1, after.get("step").get(0));
  }

  @Test
  void whatWeighsZeroHasExactlyZeroGradientEvenWhereItsLossIsInfinite() {
    TracedModel model =
        trace(ModelBuilder.sequential().layer("scale").loss("inverse").optimizer("descent"));
    // w·x − t = 0 in the second example: its loss is 1/0.
    Map<String, NdArray> given = new HashMap<>(batch(vector(1, 1), vector(-2, 1), 1, 0));
    given.put("scale_1/w", new NdArray(new float[] {1}));
    Map<String, NdArray> after = run(model, model.step(), given);
    // 1/3 over 2 examples; d/dw = −1/9 / 2.
    assertEquals(1 / 6.0, after.get("loss").get(0), 1e-7);
    assertEquals(1 + 0.1 / 18, after.get("scale_1/w").get(0), 1e-6);
  }

  @Test
  void whatALossIgnoresCountsNeitherInItsMeanNorInMetrics() {
    registry.add(Kind.LOSS, "ignoring", 0, Fakes.Ignoring::new);
    ModelBuilder model = ModelBuilder.sequential(3).layer("masked").metrics("count");
    TracedModel traced = trace(model.loss("ignoring").optimizer("descent"), 3);
    NdArray x = new NdArray(new float[] {1, 0, 2}, 1, 3);
    NdArray t = new NdArray(new float[] {-1, 50, 1}, 1, 3);
    Map<String, NdArray> after = run(traced, traced.evaluate(), batch(x, t, 1));
    // y = (2, –, 3): the first is ignored, the second masked, (3 − 1)² is left.
    assertEquals(4, after.get("metrics/loss/sum").get(0));
    assertEquals(1, after.get("metrics/count/n").get(0));
  }

  @Test
  void whatALossTakesIsLookedAtUnlessAMaskDecides() {
    registry.add(Kind.LOSS, "ignoring", 0, Fakes.Ignoring::new);
    ModelBuilder plain = ModelBuilder.sequential().layer("scale").loss("ignoring");
    TracedModel.TargetCheck check = trace(plain.optimizer("descent")).targets().get(0);
    assertEquals("t", check.column());
    assertEquals("loss 'ignoring' of output 'scale_1'", check.by());
    assertEquals("numbers from 1 to 9, or -1 for what does not count", check.range().toString());

    ModelBuilder masked = ModelBuilder.sequential(3).layer("masked").loss("ignoring");
    assertEquals(List.of(), trace(masked.optimizer("descent"), 3).targets());
  }

  @Test
  void masksReachLossAndMetrics() {
    TracedModel model = trace(chain(ModelBuilder.sequential(3), "masked").metrics("count"), 3);
    NdArray x = new NdArray(new float[] {1, 0, 2}, 1, 3);
    NdArray t = new NdArray(new float[] {0, 50, 0}, 1, 3);
    Map<String, NdArray> after = run(model, model.evaluate(), batch(x, t, 1));
    // y = x + 1 = (2, –, 3): (4 + 9) / 2 elements that count.
    assertEquals(6.5, after.get("metrics/loss/sum").get(0));
    assertEquals(2, after.get("metrics/count/n").get(0));
  }

  @Test
  void penaltiesCountInEvaluationTooButNotThoseOfFrozenParameters() {
    registry.add(Kind.REGULARIZER, "square", 0, Fakes.SquareSum::new);
    Spec scale = Spec.of("scale").with("w_initializer", Spec.of("fill").with("value", 3.0));
    Spec penalised = scale.with("w_regularizer", "square");
    Map<String, NdArray> given = batch(vector(1), vector(3), 1);
    TracedModel free = trace(chain(ModelBuilder.sequential().layer(penalised)));
    // 3 · 1 hits the target 3; what is left is 3².
    assertEquals(9, run(free, free.step(), given).get("loss").get(0));
    assertEquals(9, run(free, free.evaluate(), given).get("metrics/loss/sum").get(0));
    // As in Keras, whose losses are those of trainable weights.
    Spec still = penalised.with("trainable", false);
    TracedModel frozen = trace(chain(ModelBuilder.sequential().layer(still).layer(scale)));
    assertEquals(36, run(frozen, frozen.step(), given).get("loss").get(0)); // (9 − 3)²
  }

  @Test
  void aPluginThatIsUpdatedDuringATraceIsTakenInOneVersion() {
    boolean[] updated = {false};
    Layer<NoConfig> first =
        new Layer<>() {
          @Override
          public Tensor apply(NoConfig config, Tensor x, Scope scope) {
            if (!updated[0]) {
              updated[0] = true;
              registry.add(Kind.LAYER, "late", 10, Fakes.Scale::new);
            }
            return x;
          }
        };
    registry.add(Kind.LAYER, "late", 0, () -> first);
    TracedModel model = trace(chain("scale", "late"));
    // Not the identity in the step and a weight in the evaluation.
    List<String> weights =
        model.states().stream().filter(s -> s.role() == Role.PARAM).map(s -> s.name()).toList();
    assertEquals(List.of("scale_1/w", "late_1/w"), weights);
    assertTrue(model.step().updates().containsKey("late_1/w"));
  }

  @Test
  void metricsHaveNamesOfTheirOwnThatFitIntoATable() {
    // 'loss' would share the totals of the loss.
    for (String name : List.of("loss", "a,b", "two\nlines", "a/b", "")) {
      Map<String, Object> metric = Map.of("type", "count", "name", name);
      String message = refused(chain("scale").training("metrics", List.of(metric)));
      assertTrue(
          message.startsWith("training.metrics: expected a name other than 'loss'"), message);
    }
    assertEquals(
        "training.metrics: two metrics are named 'count'; hint: give one a \"name\"",
        refused(chain("scale").metrics("count", "count")));
  }

  /** Three numbers in, and a target of these classes. */
  private static Schema classified(String... classes) {
    return new Schema(
        List.of(
            new Column("x", Column.Role.FEATURE, DType.F32, List.of(3), List.of()),
            new Column("t", Column.Role.TARGET, DType.I32, List.of(), List.of(classes))));
  }

  @Test
  void everyClassOfTheDataNeedsAnOutput() {
    RunSpec spec = chain("scale").build();
    GraftException refused =
        assertThrows(
            GraftException.class,
            () -> new Tracer(registry).trace(spec, classified("a", "b", "c", "d")));
    assertEquals(
        "output 'scale_1': expected a value for each of the 4 classes of column 't', the model gives"
            + " 3; hint: give its last layer 4 units",
        refused.getMessage());
  }

  @Test
  void metricsKnowTheNamesOfTheTargetsClasses() {
    RunSpec spec =
        ModelBuilder.sequential()
            .layer("scale")
            .loss("chosen")
            .optimizer("descent")
            .metrics("count")
            .build();
    registry.add(Kind.LOSS, "chosen", 0, Fakes.Chosen::new);
    TracedModel model = new Tracer(registry).trace(spec, classified("a", "b", "c"));
    assertEquals(Map.of("count", List.of("a", "b", "c")), model.classes());
  }

  private String refused(ModelBuilder model) {
    return assertThrows(GraftException.class, () -> trace(model)).getMessage();
  }

  @Test
  void addingALayerChangesNoOtherLayersRandomNumbers() {
    List<Long> alone = keys(trace(chain("noise")));
    List<Long> more = keys(trace(chain("scale", "noise")));
    assertEquals(1, alone.size());
    assertEquals(alone, more);
  }

  private static List<Long> keys(TracedModel model) {
    return Graph.order(new ArrayList<>(model.step().outputs().values())).stream()
        .filter(node -> node.op() instanceof Op.Random)
        .map(node -> ((Op.Random) node.op()).key())
        .distinct()
        .toList();
  }

  @Test
  void sharedLayerHasOneWeightAndTheSumOfItsGradients() {
    ModelBuilder model =
        ModelBuilder.graph()
            .input("x", "f32")
            .layer("a", Spec.of("scale"), "x")
            .layer("b", Spec.of("shared").with("layer", "a"), "x")
            .layer("c", Spec.of("sum"), "a", "b")
            .outputs("c")
            .loss("squared")
            .optimizer("descent");
    TracedModel traced = trace(model);
    assertEquals(
        List.of("a/w"),
        traced.states().stream()
            .filter(s -> s.role() == Role.PARAM)
            .map(StateTensor::name)
            .toList());
    Map<String, NdArray> after = run(traced, traced.step(), batch(vector(1), vector(1), 1));
    // (2w − 1)²: derivative at 0 is −4.
    assertEquals(0.4, after.get("a/w").get(0), 1e-6);
  }

  @Test
  void frozenWeightsStay() {
    RunSpec spec = chain("scale").build();
    RunSpec frozen = spec.with("model.layers.0", Map.of("type", "scale", "trainable", false));
    TracedModel model = new Tracer(registry).trace(frozen, schema());
    assertEquals(Role.FROZEN, model.states().get(0).role());
    assertTrue(!model.step().updates().containsKey("scale_1/w"));
    assertEquals(1, model.summary().fixed());
  }

  /** y = x · a · b, by two inner layers. */
  static final class Twice implements Layer<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor x, Scope scope) {
      return scope.layer("b", Spec.of("scale"), scope.layer("a", Spec.of("scale"), x));
    }
  }

  @Test
  void theSummaryCountsParametersOfInnerLayersWithTheirOuterOne() {
    registry.add(Kind.LAYER, "twice", 0, Twice::new);
    TracedModel model = trace(chain("twice", "scale"));
    assertEquals(
        List.of(2L, 1L), model.summary().layers().stream().map(Summary.Layer::parameters).toList());
  }

  @Test
  void stateWithinAScanIsCarriedAndKept() {
    TracedModel model = trace(chain(ModelBuilder.sequential(3), "running"), 3);
    NdArray x = new NdArray(new float[] {10, 20, 30}, 1, 3);
    NdArray t = new NdArray(new float[] {11, 22, 34}, 1, 3);
    Map<String, NdArray> after = run(model, model.step(), batch(x, t, 1));
    // y = (11, 22, 33); loss (33 − 34)² / 3; dw = 2·(−1)·30 / 3 = −20.
    assertEquals(1 / 3.0, after.get("loss").get(0), 1e-6);
    assertEquals(3, after.get("running_1/count").get(0));
    assertEquals(3, after.get("running_1/w").get(0), 1e-5);
    Map<String, NdArray> answer = run(model, model.predict(), batch(x, t, 1));
    assertArrayEquals(new float[] {11, 22, 33}, (float[]) answer.get("output:running_1").array());
  }

  @Test
  void aParameterMayBeAnothersTransposed() {
    RunSpec spec =
        ModelBuilder.sequential(2)
            .layer(Spec.of("project").with("name", "in").with("units", 3))
            .layer(
                Spec.of("project")
                    .with("name", "out")
                    .with("units", 2)
                    .with("share", Map.of("k", "in/k^T")))
            .loss("squared")
            .optimizer("descent")
            .build();
    TracedModel model = new Tracer(registry).trace(spec, schema(2));
    assertEquals(6, model.summary().trainable());
  }

  @Test
  void messagesNameThePlace() {
    assertMessage(chain("broken"), "layer 'broken_1' (broken): layer 'broken' of", "out of luck");
    assertMessage(chain("scal"), "layer 'scal_1' (scal): no layer of type 'scal'", "'scale'");
    assertMessage(
        ModelBuilder.sequential()
            .layer(Spec.of("scale").with("kernal_initializer", "fill"))
            .loss("squared")
            .optimizer("descent"),
        "'kernal_initializer' belongs to no parameter",
        "parameters are w");
    assertMessage(
        ModelBuilder.graph()
            .input("x", "f32")
            .layer("a", Spec.of("sum"), "x", "b")
            .layer("b", Spec.of("scale"), "a")
            .loss("squared")
            .optimizer("descent"),
        "layer 'a'",
        "depend on itself");
    assertMessage(
        ModelBuilder.sequential(7).layer("scale").loss("squared").optimizer("descent"),
        "the model says shape (batch, 7), the data has (batch)");
  }

  private void assertMessage(ModelBuilder model, String... parts) {
    GraftException e = assertThrows(GraftException.class, () -> trace(model));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void namesAreGivenOnceAndKept() {
    TracedModel model = trace(chain("scale", "scale"));
    RunSpec spec = new RunSpec(model.spec());
    assertEquals(
        "scale_2", ((Map<?, ?>) ((List<?>) spec.get("model", "layers")).get(1)).get("name"));
    assertEquals(model.spec(), Tracer.named(spec).json());
  }

  /** With a target of six numbers. */
  private TracedModel traceColumns(ModelBuilder model, Column... features) {
    List<Column> columns = new ArrayList<>(List.of(features));
    columns.add(new Column("t", Column.Role.TARGET, DType.F32, List.of(6), List.of()));
    return new Tracer(registry).trace(model.build(), new Schema(columns));
  }

  private static Column feature(String name, DType dtype, List<Integer> shape, String... classes) {
    return new Column(name, Column.Role.FEATURE, dtype, shape, List.of(classes));
  }

  /** A table, a count and a one-hot vector: as one vector, in the data's order. */
  @Test
  void numbersAndVectorsOfOneInputLieSideBySide() {
    TracedModel model =
        traceColumns(
            chain("scale"),
            feature("features", DType.F32, List.of(2), "a", "b"),
            feature("count", DType.I32, List.of()),
            feature("kind", DType.F32, List.of(3), "x", "y", "z"));
    Tensor prediction = model.predict().outputs().values().iterator().next();
    assertEquals("(batch, 6)", prediction.shape().toString());
  }

  @Test
  void whatIsNoVectorIsNamed() {
    assertEquals(
        "model input 'input': the data has several feature columns, and 'kind' is a class and no"
            + " quantity; hint: add the transform \"one_hot\" for it, or use a graph model that names"
            + " its inputs as the columns",
        assertThrows(
                GraftException.class,
                () ->
                    traceColumns(
                        chain("scale"),
                        feature("a", DType.F32, List.of()),
                        feature("kind", DType.I32, List.of(), "x", "y")))
            .getMessage());
    String message =
        assertThrows(
                GraftException.class,
                () ->
                    traceColumns(
                        chain("scale"),
                        feature("a", DType.F32, List.of()),
                        feature("image", DType.F32, List.of(2, 2))))
            .getMessage();
    assertTrue(message.contains("'image' is no number or vector of floats"), message);
  }

  @Test
  void aColumnOfTextNeverReachesAModel() {
    for (Column[] features :
        new Column[][] {
          {feature("review", DType.STRING, List.of())},
          {feature("a", DType.F32, List.of()), feature("review", DType.STRING, List.of())}
        }) {
      String message =
          assertThrows(GraftException.class, () -> traceColumns(chain("scale"), features))
              .getMessage();
      assertTrue(
          message.startsWith("column 'review': it holds text, and a model takes numbers; hint: "),
          message);
    }
  }

  @Test
  void aGraphWithOneInputTakesTheColumnOfItsName() {
    ModelBuilder model =
        ModelBuilder.graph()
            .input("b", "f32", 6)
            .layer("scaled", Spec.of("scale"), "b")
            .outputs("scaled")
            .loss("squared")
            .optimizer("descent");
    TracedModel traced =
        traceColumns(
            model, feature("a", DType.STRING, List.of()), feature("b", DType.F32, List.of(6)));
    Tensor prediction = traced.predict().outputs().values().iterator().next();
    assertEquals("(batch, 6)", prediction.shape().toString());
  }
}
