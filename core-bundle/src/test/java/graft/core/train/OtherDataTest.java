package graft.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.NoConfig;
import graft.api.Spec;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.run.Event;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import graft.core.reference.Interpreter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data that a run was not trained on: they must have its columns, by name. */
@Timeout(30)
class OtherDataTest {
  private static final Column X = Table.column("x", Column.Role.FEATURE, DType.F32);
  private static final Column Y = Table.column("y", Column.Role.TARGET, DType.F32);
  private static final Column KIND =
      Table.column("kind", Column.Role.TARGET, DType.I32, "cat", "dog");
  private static final Column WORDS = Table.column("words", Column.Role.FEATURE, DType.STRING);
  private static final Column SURE = Table.column("sure", Column.Role.WEIGHT, DType.F32);

  @TempDir Path folder;

  private final Bench bench = new Bench();
  private final TrainOptions quiet = TrainOptions.defaults().threads(1);

  private static Schema schema(Column... columns) {
    return new Schema(List.of(columns));
  }

  private static String fault(Schema own, Schema given, boolean predicting) {
    return assertThrows(
            ConfigException.class, () -> new OwnColumns("file.csv", own, given, predicting))
        .getMessage();
  }

  @Test
  void columnsAreFoundByNameAndWhatOnlyTrainingNeedsIsFilled() {
    Schema own = schema(X, WORDS, KIND, SURE);
    Column whole = Table.column("x", Column.Role.FEATURE, DType.I32);
    Column more = Table.column("more", Column.Role.FEATURE, DType.F32);
    ArrayDataset given =
        new ArrayDataset(
            schema(WORDS, more, whole),
            List.of(
                new NdArray(new String[] {"a", "b"}, 2),
                new NdArray(new float[] {7, 8}, 2),
                new NdArray(new int[] {3, 4}, 2)));
    Row from = new graft.api.data.Batch(given.schema(), 1).row();
    Row to = new graft.api.data.Batch(own, 1).row();
    given.read(1, from);
    new OwnColumns("file.csv", own, given.schema(), true)
        .apply(from, to, new SeededRandom(0, "none"));
    assertEquals(
        List.of(4.0, "b", 0.0, 1.0),
        List.of(to.get(0, 0), to.text(1, 0), to.get(2, 0), to.get(3, 0)));
  }

  @Test
  void aColumnThatDoesNotFitIsNamed() {
    assertEquals(
        "file.csv: column 'x' is missing; hint: there are y f32",
        fault(schema(X, Y), schema(Y), true));
    assertEquals(
        "file.csv: column 'y' is missing; hint: there are x f32",
        fault(schema(X, Y), schema(X), false));
    Column wide = new Column("x", Column.Role.FEATURE, DType.F32, List.of(3), List.of());
    assertEquals(
        "file.csv: column 'x': expected f32 as in training, got f32 [3]",
        fault(schema(X), schema(wide), true));
    Column text = Table.column("x", Column.Role.FEATURE, DType.STRING);
    assertEquals(
        "file.csv: column 'x': expected f32 as in training, got string",
        fault(schema(X), schema(text), true));
    Column other = Table.column("kind", Column.Role.TARGET, DType.I32, "cat", "cow");
    assertEquals(
        "file.csv: column 'kind': expected i32 (cat, dog) as in training, got i32 (cat, cow)",
        fault(schema(KIND), schema(other), false));
    new OwnColumns("file.csv", schema(X, KIND), schema(X, other), true); // nobody asks for targets
  }

  /** Takes its types from the training data where it is told of them, and says so. */
  private static final class Telling implements DataSource<NoConfig> {
    @Override
    public Dataset open(NoConfig config) {
      throw new AssertionError("it is not told of the training data");
    }

    @Override
    public Dataset open(NoConfig config, Schema like) {
      Table line = Table.line(8);
      return new Dataset() {
        @Override
        public Schema schema() {
          return like;
        }

        @Override
        public long size() {
          return 8;
        }

        @Override
        public void read(long index, Row row) {
          line.read(index, row);
        }

        @Override
        public List<String> notes() {
          return List.of("skipped 3 malformed rows");
        }
      };
    }
  }

  private RunSpec spec() {
    return Bench.spec("epochs", 20L)
        .with("data.transforms", List.of("center"))
        .with("data.workers", 2L);
  }

  private TrainedRun train(RunSpec spec) throws Exception {
    bench.registry.add(Kind.TRANSFORM, "center", 0, DataPipelineTest.Center::new);
    bench.registry.add(Kind.SOURCE, "telling", 0, Telling::new);
    Event.Done done = bench.train(spec, quiet.out(folder.resolve("run")));
    assertEquals(Optional.empty(), done.failure());
    return TrainedRun.open(done.run(), bench.registry, (given, schema) -> Linear.traced());
  }

  @Test
  void otherDataAreOpenedLikeTheTrainingDataAndTheirNotesAreTold() throws Exception {
    TrainedRun run = train(spec().with("data.validation", "telling"));
    List<String> lines = bench.events(Event.Started.class).get(0).lines();
    assertTrue(lines.contains("skipped 3 malformed rows"), lines.toString());
    String log = Files.readString(folder.resolve("run").resolve("log.txt"));
    assertTrue(log.contains("skipped 3 malformed rows"), log);

    List<Event> told = new ArrayList<>();
    TrainOptions options = quiet.listener(told::add);
    double other = run.evaluate(Optional.of(Spec.of("telling")), new Interpreter(), options).loss();
    assertEquals(List.of(new Event.Warning(0, "skipped 3 malformed rows")), told);
    assertEquals(other, run.evaluate(Optional.empty(), new Interpreter(), options).loss(), 1e-12);
    try (CorePredictor predictor = run.predictor(new Interpreter(), 1);
        Dataset opened = predictor.open(Spec.of("telling"))) {
      assertEquals(8, predictor.predict(opened).get("y").size());
      assertEquals(Spec.of("lines"), predictor.source());
    }
  }

  /** The same transforms, statistics and weights: the errors of predictions are evaluate's. */
  @Test
  void predictionsAreThoseThatEvaluationMeasures() throws Exception {
    TrainedRun run = train(spec());
    double rmse =
        run.evaluate(Optional.of(Spec.of("lines")), new Interpreter(), quiet).metrics().get("rmse");
    float[] x = new float[20];
    for (int i = 0; i < 20; i++) {
      x[i] = i / 4f;
    }
    Dataset examples = new ArrayDataset(schema(X), List.of(new NdArray(x, 20)));
    double squares = 0;
    try (CorePredictor predictor = run.predictor(new Interpreter(), 1)) {
      NdArray y = predictor.predict(examples).get("y");
      for (int i = 0; i < 20; i++) {
        squares += Math.pow(y.get(i) - (2 * x[i] + 1), 2);
      }
      String missing =
          assertThrows(
                  ConfigException.class,
                  () ->
                      predictor.predict(
                          new ArrayDataset(
                              schema(Table.column("z", Column.Role.FEATURE, DType.F32)),
                              List.of(new NdArray(x, 20)))))
              .getMessage();
      assertEquals("examples to predict: column 'x' is missing; hint: there are z f32", missing);
    }
    assertEquals(Math.sqrt(squares / 20), rmse, 1e-6 * rmse); // f32 outputs
  }

  @Test
  void weightsThatAreTextAreRefused() {
    Schema weighted = schema(X, Table.column("sure", Column.Role.WEIGHT, DType.STRING));
    assertEquals(
        "column 'sure': a weight must be a number, got text",
        assertThrows(ConfigException.class, () -> Weighting.of(weighted, Map.of())).getMessage());
  }
}
