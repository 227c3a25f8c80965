package graft.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.Default;
import graft.api.Initializer;
import graft.api.Kind;
import graft.api.Layer;
import graft.api.Loss;
import graft.api.NdArray;
import graft.api.NoConfig;
import graft.api.Optimizer;
import graft.api.Randoms;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Slots;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.api.run.Event;
import graft.api.run.Held;
import graft.api.run.ModelBuilder;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import graft.api.run.WeightLayout;
import graft.core.reference.Interpreter;
import graft.core.state.Checkpoint;
import graft.core.trace.Tracer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Weights of one run in another: a trunk that stays, under a head that learns. */
@Timeout(60)
class TransferTest {
  @TempDir Path folder;

  private final Bench bench = new Bench();
  private final Tracer tracer = new Tracer(bench.registry);
  private final Trainer trainer = new Trainer(bench.registry, bench, tracer::trace, 0);

  /** y = x·kernel for a scalar or a vector x. */
  static final class Project implements Layer<Project.Config> {
    record Config(@Default("1") int units) {}

    @Override
    public Tensor apply(Config c, Tensor x, Scope scope) {
      Tensor rows = x.rank() == 1 ? x.reshape(x.shape().append(1)) : x;
      Shape shape = Shape.of(rows.shape().last(), c.units());
      Tensor y = rows.matmul(scope.param("kernel", shape, Spec.of("uniform")));
      return c.units() == 1 ? y.squeeze(1) : y;
    }
  }

  static final class Uniform implements Initializer<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, TensorType type, Randoms random) {
      return random.uniform(type);
    }
  }

  static final class Squared implements Loss<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor prediction, Tensor target) {
      return prediction.subtract(target).square();
    }
  }

  static final class Descent implements Optimizer<NoConfig> {
    @Override
    public Tensor update(NoConfig config, Tensor param, Tensor gradient, Slots slots) {
      return param.subtract(gradient.multiply(0.01));
    }
  }

  TransferTest() {
    bench.dense.close();
    bench.registry.add(Kind.LAYER, "project", 0, Project::new);
    bench.registry.add(Kind.INITIALIZER, "uniform", 0, Uniform::new);
    bench.registry.add(Kind.LOSS, "squared", 0, Squared::new);
    bench.registry.add(Kind.OPTIMIZER, "descent", 0, Descent::new);
  }

  private static RunSpec spec(String head, long epochs, long seed) {
    return ModelBuilder.sequential()
        .layer(Spec.of("project").with("name", "trunk").with("units", 3))
        .layer(Spec.of("project").with("name", head))
        .loss("squared")
        .optimizer("descent")
        .build()
        .with("data.source", "lines")
        .with("data.validation", Map.of("last", 4L))
        .with("training.epochs", epochs)
        .with("training.seed", seed);
  }

  private Event.Done train(RunSpec spec, String out) throws InterruptedException {
    Event.Done done =
        trainer
            .start(
                1,
                spec,
                TrainOptions.defaults()
                    .threads(1)
                    .out(folder.resolve(out))
                    .listener(event -> bench.events.add(event)))
            .await();
    assertEquals(Optional.empty(), done.failure());
    return done;
  }

  private float[] weight(String run, String name) {
    Checkpoint last = Bench.last(folder.resolve(run));
    return (float[]) last.tensors().get(name).array();
  }

  @Test
  void aFrozenTrunkStaysBitByBitWhileANewHeadLearns() throws Exception {
    train(spec("old", 2, 1), "first");
    RunSpec other =
        spec("new", 0, 2)
            .with("model.layers.trunk.trainable", false)
            .with("training.weights.file", folder.resolve("first").toString())
            .with("training.weights.strict", false);
    train(other, "begun");
    List<String> lines = bench.events(Event.Started.class).get(1).lines();
    assertTrue(lines.contains("weights: not loaded: new/kernel [3, 1]"), lines.toString());
    assertTrue(lines.contains("weights: not used: old/kernel [3, 1]"), lines.toString());
    train(other.with("training.epochs", 3L), "second");
    assertArrayEquals(weight("first", "trunk/kernel"), weight("second", "trunk/kernel"));
    assertArrayEquals(weight("first", "trunk/kernel"), weight("begun", "trunk/kernel"));
    assertFalse(Arrays.equals(weight("begun", "new/kernel"), weight("second", "new/kernel")));
  }

  @Test
  void anExportedRunIsARunAgainWithoutTraining() throws Exception {
    train(spec("head", 2, 1), "first");
    for (WeightLayout layout : WeightLayout.values()) {
      Path file = folder.resolve(layout.text() + ".safetensors");
      assertEquals(2, open("first").export(file, layout, true));
      Event.Done done =
          train(spec("head", 0, 9).with("training.weights", file.toString()), layout.text());
      assertEquals(0, done.steps());
      assertArrayEquals(weight("first", "trunk/kernel"), weight(layout.text(), "trunk/kernel"));
      double expected = loss("first");
      assertEquals(expected, loss(layout.text()), 1e-12 * expected);
    }
  }

  private TrainedRun open(String run) {
    return TrainedRun.open(folder.resolve(run), bench.registry, tracer::trace);
  }

  private double loss(String run) {
    return open(run)
        .evaluate(Optional.empty(), new Interpreter(), TrainOptions.defaults().threads(1))
        .loss();
  }

  /** The loss of evaluate is the mean of the squares over what held() gives. */
  @Test
  void heldExamplesComeWithTheirTargetsAndPredictions() throws Exception {
    train(spec("head", 1, 1), "run");
    try (CorePredictor predictor = open("run").predictor(new Interpreter(), 1);
        Held held = predictor.held(100).orElseThrow();
        Held two = predictor.held(2).orElseThrow()) {
      assertEquals(4, held.count());
      assertEquals(4, held.examples().size());
      double squares = 0;
      for (int i = 0; i < 4; i++) {
        double target = held.targets().get("y").get(i);
        assertEquals(2 * (16 + i) / 4.0 + 1, target); // the last four of y = 2x + 1
        squares += Math.pow(held.outputs().get("head").get(i) - target, 2);
      }
      assertEquals(squares / 4, loss("run"), 1e-6 * squares); // f32 outputs
      assertEquals(2, two.outputs().get("head").size());
    }
  }

  /** Five series x of three numbers; y is the same. */
  static final class Series implements DataSource<NoConfig> {
    static final Column X = new Column("x", Column.Role.FEATURE, DType.F32, List.of(3), List.of());
    static final Column Y = new Column("y", Column.Role.TARGET, DType.F32, List.of(3), List.of());
    static final NdArray ALL =
        new NdArray(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, 5, 3);

    @Override
    public Dataset open(NoConfig config) {
      return new ArrayDataset(new Schema(List.of(X, Y)), List.of(ALL, ALL));
    }
  }

  /** y = x · factor, one number for each step of time. */
  static final class Scaled implements Layer<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor x, Scope scope) {
      return x.multiply(scope.param("factor", Shape.of(), Spec.of("uniform")));
    }
  }

  /** The model leaves the length open; the data close it, so that only the batch is open. */
  @Test
  void aModelOfOpenLengthPredictsWithTheDatasLength() throws Exception {
    bench.registry.add(Kind.SOURCE, "series", 0, Series::new);
    bench.registry.add(Kind.LAYER, "scaled", 0, Scaled::new);
    RunSpec spec =
        ModelBuilder.sequential()
            .layer(Spec.of("scaled").with("name", "out"))
            .loss("squared")
            .optimizer("descent")
            .build()
            .with("model.input.shape", List.of("time"))
            .with("data.source", "series")
            .with("training.batch", 2L)
            .with("training.epochs", 1L);
    train(spec, "open");
    float factor = weight("open", "out/factor")[0];
    Dataset examples = new ArrayDataset(new Schema(List.of(Series.X)), List.of(Series.ALL));
    try (CorePredictor predictor = open("open").predictor(new Interpreter(), 1)) {
      NdArray out = predictor.predict(examples).get("out");
      assertArrayEquals(new int[] {5, 3}, out.shape());
      assertEquals(factor * 15, out.get(14), 1e-5 * Math.abs(factor * 15)); // f32, one product
    }
  }
}
