package graft.itests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.ModelBuilder;
import graft.api.run.Result;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import graft.api.run.TypeInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Metrics from the model file to the run's folder. */
public class MetricsIT {
  private static final int EXAMPLES = 12;
  private static final List<String> CLASSES = List.of("cat", "cow", "dog");

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();
  private ClassPathGraft classPath;
  private Graft graft;
  private AutoCloseable animals;
  private AutoCloseable numbers;

  @Before
  public void create() {
    classPath = new ClassPathGraft();
    graft = classPath.graft();
    int[] ids = new int[EXAMPLES];
    float[] ones = new float[EXAMPLES * 3];
    for (int i = 0; i < EXAMPLES; i++) {
      ids[i] = i % 3;
      ones[i * 3 + i % 3] = 1;
    }
    NdArray features = new NdArray(ones, EXAMPLES, 3);
    animals = provide("animals", features, DType.I32, List.of(), CLASSES, ids);
    numbers = provide("numbers", features, DType.F32, List.of(3), List.of(), ones);
  }

  private AutoCloseable provide(
      String name,
      NdArray features,
      DType dtype,
      List<Integer> shape,
      List<String> classes,
      Object targets) {
    Column x = new Column("x", Column.Role.FEATURE, DType.F32, List.of(3), List.of());
    Column y = new Column("y", Column.Role.TARGET, dtype, shape, classes);
    NdArray target =
        shape.isEmpty() ? new NdArray(targets, EXAMPLES) : new NdArray(targets, EXAMPLES, 3);
    return graft.provide(
        name, new ArrayDataset(new Schema(List.of(x, y)), List.of(features, target)));
  }

  @After
  public void close() throws Exception {
    animals.close();
    numbers.close();
    classPath.close();
  }

  private static ModelBuilder model(String data, long units, Object... metrics) {
    return ModelBuilder.sequential(3)
        .layer(Spec.of("dense").with("units", units).with("activation", "softmax"))
        .loss(data.equals("animals") ? "sparse_categorical_crossentropy" : "mean_squared_error")
        .optimizer("sgd")
        .training("metrics", List.of(metrics))
        .training("epochs", 2L)
        .training("batch", 5L)
        .source(Spec.of("memory").with("name", data));
  }

  private Event.Done train(RunSpec spec, TrainOptions options) throws InterruptedException {
    Path out = temporary.getRoot().toPath().resolve("run-" + System.nanoTime());
    Event.Done done = graft.train(spec, options.out(out)).await();
    assertEquals(done.toString(), Job.State.FINISHED, done.state());
    return done;
  }

  private static double sum(NdArray array) {
    double sum = 0;
    for (int i = 0; i < array.size(); i++) {
      sum += array.get(i);
    }
    return sum;
  }

  @Test
  public void whatIsNoNumberIsAnArrayWithTheNamesOfTheClasses() throws Exception {
    RunSpec spec = model("animals", 3, "accuracy", "confusion_matrix", "f1_score").build();
    Event.Done done = train(spec, TrainOptions.defaults());

    Result result = done.training().orElseThrow();
    assertEquals(java.util.Set.of("accuracy"), result.metrics().keySet());
    NdArray matrix = result.arrays().get("confusion_matrix");
    assertArrayEquals(new int[] {3, 3}, matrix.shape());
    assertEquals(EXAMPLES, sum(matrix), 0);
    assertEquals(Map.of("confusion_matrix", CLASSES, "f1_score", CLASSES), result.classes());
    List<String> lines = Files.readAllLines(done.run().resolve("training_confusion_matrix.csv"));
    assertEquals("class,cat,cow,dog", lines.get(0));
    assertEquals(4, lines.size());
    assertEquals(
        "epoch,step,seconds,loss,accuracy",
        Files.readAllLines(done.run().resolve("metrics.csv")).get(0));

    Spec source = Spec.of("memory").with("name", "animals");
    Result evaluated = graft.evaluate(done.run(), source, TrainOptions.defaults());
    assertEquals(EXAMPLES, sum(evaluated.arrays().get("confusion_matrix")), 0);
    assertTrue(Files.exists(done.run().resolve("evaluation_f1_score.csv")));
  }

  @Test
  public void anArrayIsNoFigureToCompareEpochsBy() throws Exception {
    ModelBuilder model = model("animals", 3, "confusion_matrix");
    RunSpec best = model.build().with("training.checkpoint.best.metric", "confusion_matrix");
    ConfigException refused =
        assertThrows(ConfigException.class, () -> train(best, TrainOptions.defaults()));
    assertEquals(
        "training.checkpoint.best.metric: expected a metric that is one number,"
            + " 'confusion_matrix' is an array; hint: there are loss, ",
        refused.getMessage());

    Map<String, Object> stopping = Map.of("type", "early_stopping", "monitor", "confusion_matrix");
    RunSpec early = model.build().with("training.callbacks", List.of(stopping));
    ConfigException unknown =
        assertThrows(ConfigException.class, () -> train(early, TrainOptions.defaults()));
    assertEquals(
        "callback 'early_stopping': monitor: there is no figure 'confusion_matrix' that is one"
            + " number; hint: figures are loss; data.validation holds back examples for those with"
            + " val_",
        unknown.getMessage());
  }

  @Test
  public void tooFewOutputsAreRefusedBeforeTheFirstStep() {
    GraftException refused =
        assertThrows(
            GraftException.class,
            () -> train(model("animals", 2).build(), TrainOptions.defaults()));

    assertEquals(
        "output 'dense_1': expected a value for each of the 3 classes of column 'y', the model gives"
            + " 2; hint: give its last layer 3 units",
        refused.getMessage());
  }

  @Test
  public void aMetricThatDoesNotFitIsNamedBeforeTheFirstStep() {
    GraftException refused =
        assertThrows(
            GraftException.class,
            () ->
                train(model("animals", 3, "mean_absolute_error").build(), TrainOptions.defaults()));

    assertTrue(
        refused.getMessage(),
        refused.getMessage().startsWith("metric 'mean_absolute_error' (mean_absolute_error): "));
  }

  /** With something for each field that must be given. */
  private static Map<String, Object> json(TypeInfo type) {
    Map<String, Object> json = new java.util.LinkedHashMap<>(Map.of("type", type.type()));
    for (TypeInfo.Field field : type.fields()) {
      if (field.defaultValue().isEmpty()) {
        json.put(field.name(), field.type().equals("float") ? (Object) 0.5 : (Object) 2L);
      }
    }
    return json;
  }

  @Test
  public void everyMetricMeasuresTheTrainingOfAModel() throws Exception {
    List<Object> ofClasses = new ArrayList<>();
    List<Object> ofNumbers = new ArrayList<>();
    for (TypeInfo type : graft.types()) {
      if (type.kind() == Kind.METRIC) {
        // One that does not fit class ids is for numbers.
        RunSpec alone = model("animals", 3, json(type)).training("steps", 1L).build();
        (fits(alone) ? ofClasses : ofNumbers).add(json(type));
      }
    }
    assertFalse(ofNumbers.isEmpty());

    for (boolean classes : new boolean[] {true, false}) {
      List<Object> metrics = classes ? ofClasses : ofNumbers;
      RunSpec spec = model(classes ? "animals" : "numbers", 3, metrics.toArray()).build();
      Result result = train(spec, TrainOptions.defaults()).training().orElseThrow();
      assertEquals(metrics.size(), result.metrics().size() + result.arrays().size());
      result.metrics().forEach((name, value) -> assertTrue(name, Double.isFinite(value)));
    }
  }

  private boolean fits(RunSpec spec) throws InterruptedException {
    try {
      train(spec, TrainOptions.defaults());
      return true;
    } catch (GraftException e) {
      assertTrue(e.getMessage(), e.getMessage().startsWith("metric '"));
      return false;
    }
  }
}
