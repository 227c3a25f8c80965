package graft.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.NoConfig;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.api.run.RunSpec;
import graft.core.registry.Registry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DataPipelineTest {
  private final Registry registry = new Registry();

  DataPipelineTest() {
    registry.add(Kind.SOURCE, "lines", 0, Bench.Lines::new);
    registry.add(Kind.SOURCE, "tested", 0, Tested::new);
    registry.add(Kind.SOURCE, "classes", 0, Classes::new);
    registry.add(Kind.SOURCE, "broken", 0, Broken::new);
    registry.add(Kind.TRANSFORM, "center", 0, Center::new);
    registry.add(Kind.TRANSFORM, "noise", 0, Noise::new);
  }

  /** Brings 3 examples for tests. */
  static final class Tested implements DataSource<NoConfig> {
    @Override
    public Dataset open(NoConfig config) {
      return Table.line(8);
    }

    @Override
    public Optional<Dataset> openTest(NoConfig config) {
      return Optional.of(Table.line(3));
    }
  }

  /** x, a class of two, and a sample weight. */
  static final class Classes implements DataSource<NoConfig> {
    @Override
    public Dataset open(NoConfig config) {
      Schema schema =
          new Schema(
              List.of(
                  Table.column("x", Column.Role.FEATURE, DType.F32),
                  Table.column("kind", Column.Role.TARGET, DType.I32, "cat", "dog"),
                  Table.column("sure", Column.Role.WEIGHT, DType.F32)));
      return new Table(
          schema, new double[] {0, 0, 1}, new double[] {1, 1, 0.5}, new double[] {2, 1, 0});
    }
  }

  /** Feature and target of one name. */
  static final class Twins implements DataSource<NoConfig> {
    @Override
    public Dataset open(NoConfig config) {
      return new Table(
          new Schema(
              List.of(
                  Table.column("x", Column.Role.FEATURE, DType.F32),
                  Table.column("x", Column.Role.TARGET, DType.F32))),
          new double[] {0, 1});
    }
  }

  /** Example 5 cannot be read. */
  static final class Broken implements DataSource<NoConfig> {
    @Override
    public Dataset open(NoConfig config) {
      Table table = Table.line(8);
      return new Dataset() {
        @Override
        public Schema schema() {
          return table.schema();
        }

        @Override
        public long size() {
          return table.size();
        }

        @Override
        public void read(long index, Row row) {
          if (index == 5) {
            throw new DataException("file.csv, line 6", "expected a number, got 'x'", "");
          }
          table.read(index, row);
        }
      };
    }
  }

  /** Subtracts the mean of x. */
  static final class Center implements Transform<NoConfig> {
    @Override
    public Schema schema(NoConfig config, Schema schema) {
      return schema;
    }

    @Override
    public Fit fit(NoConfig config, Schema schema) {
      return new Fit() {
        private double sum;
        private long count;

        @Override
        public void accept(Row row) {
          sum += row.get(0, 0);
          count++;
        }

        @Override
        public Map<String, Object> statistics() {
          return Map.of("mean", sum / count, "count", count);
        }
      };
    }

    @Override
    public Mapper mapper(NoConfig config, Schema schema, Map<String, Object> statistics) {
      double mean = (Double) statistics.get("mean");
      return (from, to, random) -> {
        to.set(0, 0, from.get(0, 0) - mean);
        to.set(1, 0, from.get(1, 0));
      };
    }
  }

  /** Adds a random number to x, in training only. */
  static final class Noise implements Transform<NoConfig> {
    @Override
    public Schema schema(NoConfig config, Schema schema) {
      return schema;
    }

    @Override
    public boolean trainingOnly() {
      return true;
    }

    @Override
    public Mapper mapper(NoConfig config, Schema schema, Map<String, Object> statistics) {
      return (Row from, Row to, RandomGenerator random) -> {
        to.set(0, 0, from.get(0, 0) + random.nextDouble());
        to.set(1, 0, from.get(1, 0));
      };
    }
  }

  private DataPipeline open(Map<String, Object> training, Map<String, Object> data) {
    RunSpec spec = new RunSpec(Map.of("training", training, "data", data));
    return DataPipeline.open(spec, TrainingPlan.of(spec), registry);
  }

  private static Map<String, Object> data(Object... fields) {
    Map<String, Object> data = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      data.put((String) fields[i], fields[i + 1]);
    }
    return data;
  }

  /** What an epoch gives of column 0, and the sizes of its batches. */
  private record Epoch(List<Double> x, List<Integer> sizes, List<Double> weights) {}

  private static Epoch read(BatchReader reader) {
    Epoch epoch = new Epoch(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    HostBatch batch;
    do {
      batch = reader.next();
      epoch.sizes().add(batch.size);
      for (int i = 0; i < batch.size; i++) {
        epoch.x().add(batch.row.at(i).get(0, 0));
        epoch.weights().add((double) batch.weight[i]);
        assertEquals(batch.first + i, batch.example[i]);
      }
    } while (!batch.last);
    return epoch;
  }

  @Test
  void classWeightsAreCheckedWhenTheDataAreOpened() {
    Map<String, Object> training = Map.of("class_weights", Map.of("cow", 2.0));
    GraftException e =
        assertThrows(ConfigException.class, () -> open(training, data("source", "classes")));
    assertEquals(
        "training.class_weights: column 'kind' has no class 'cow'; hint: classes are cat, dog",
        e.getMessage());
  }

  @Test
  void twoColumnsOfOneNameAreRefused() {
    registry.add(Kind.SOURCE, "twins", 0, Twins::new);
    GraftException e =
        assertThrows(GraftException.class, () -> open(Map.of(), data("source", "twins")));
    assertEquals("source (twins): two columns are named 'x'", e.getMessage());
  }

  @Test
  void eachEpochIsAnotherOrderOfAllExamples() {
    try (DataPipeline data = open(Map.of("batch", 6L), data("source", "lines"));
        BatchReader reader = data.training(0, 0)) {
      Epoch first = read(reader);
      Epoch second = read(reader);
      assertEquals(List.of(6, 6, 6, 2), first.sizes());
      assertEquals(20, new TreeSet<>(first.x()).size());
      assertEquals(new TreeSet<>(first.x()), new TreeSet<>(second.x()));
      assertNotEquals(first.x(), second.x());
    }
  }

  @Test
  void theOrderDependsOnTheSeedOnly() {
    List<List<Double>> orders = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      try (DataPipeline data = open(Map.of("seed", seed, "batch", 3L), data("source", "lines"));
          BatchReader reader = data.training(0, 0)) {
        orders.add(read(reader).x());
      }
    }
    assertEquals(orders.get(0), orders.get(1));
    assertNotEquals(orders.get(0), orders.get(2));
  }

  @Test
  void aReaderThatBeginsInTheMiddleGivesTheRest() {
    Map<String, Object> source = data("source", "lines", "transforms", List.of("noise"));
    try (DataPipeline data = open(Map.of("batch", 6L), source);
        BatchReader whole = data.training(0, 0);
        BatchReader rest = data.training(1, 12)) {
      read(whole);
      Epoch second = read(whole);
      Epoch end = read(rest);
      assertEquals(second.x().subList(12, 20), end.x());
      assertEquals(List.of(6, 2), end.sizes());
      assertEquals(read(whole), read(rest)); // the epoch after
    }
  }

  @Test
  void withoutShuffleTheDataKeepsItsOrder() {
    try (DataPipeline data = open(Map.of("shuffle", false), data("source", "lines"));
        BatchReader reader = data.training(0, 0)) {
      List<Double> expected = LongStream.range(0, 20).mapToObj(i -> i / 4.0).toList();
      assertEquals(expected, read(reader).x());
    }
  }

  @Test
  void theLastOnesAreHeldBack() {
    try (DataPipeline data =
            open(Map.of(), data("source", "lines", "validation", Map.of("last", 2L)));
        BatchReader held = data.validation().orElseThrow()) {
      assertEquals(18, data.examples());
      assertEquals(List.of(4.5, 4.75), read(held).x());
      assertEquals(List.of(4.5, 4.75), read(held).x()); // and again, in the next epoch
    }
  }

  @Test
  void aFractionIsHeldBackAtRandom() {
    try (DataPipeline data = open(Map.of(), data("source", "lines", "validation", 0.25));
        BatchReader held = data.validation().orElseThrow();
        BatchReader rest = data.training(0, 0)) {
      List<Double> back = read(held).x();
      assertEquals(5, back.size());
      assertNotEquals(List.of(3.75, 4.0, 4.25, 4.5, 4.75), back);
      assertTrue(read(rest).x().stream().noneMatch(back::contains));
    }
  }

  @Test
  void aFractionThatLeavesNothingIsRefused() {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> open(Map.of(), data("source", "lines", "validation", 0.001)));
    assertTrue(refused.getMessage().contains("data.validation"), refused.getMessage());
  }

  @Test
  void anotherSourceValidates() {
    try (DataPipeline data = open(Map.of(), data("source", "lines", "validation", "tested"))) {
      assertEquals(20, data.examples());
      assertEquals(8, data.validationExamples());
    }
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> open(Map.of(), data("source", "lines", "validation", "classes")));
    assertEquals(
        "data.validation: column 'y' is missing; hint: there are x f32, kind i32 of 2 classes,"
            + " sure f32",
        refused.getMessage());
  }

  @Test
  void theTestExamplesOfASourceValidateByDefault() {
    try (DataPipeline data = open(Map.of(), data("source", "tested"))) {
      assertEquals(3, data.validationExamples());
    }
    try (DataPipeline data = open(Map.of(), data("source", "tested", "validation", 0L))) {
      assertEquals(0, data.validationExamples());
    }
  }

  @Test
  void transformsAreFittedOnTheTrainingPartOnly() {
    Map<String, Object> source =
        data("source", "lines", "validation", Map.of("last", 4L), "transforms", List.of("center"));
    try (DataPipeline data = open(Map.of("shuffle", false), source);
        BatchReader held = data.validation().orElseThrow();
        BatchReader training = data.training(0, 0)) {
      // Mean of 0, 1/4 … 15/4: 1.875.
      assertEquals(List.of(Map.of("mean", 1.875, "count", 16L)), data.statistics());
      assertEquals(4 - 1.875, read(held).x().get(0));
      assertEquals(-1.875, read(training).x().get(0));
    }
  }

  @Test
  void noiseIsForTrainingOnlyAndOtherInEachEpoch() {
    Map<String, Object> source =
        data("source", "lines", "validation", Map.of("last", 4L), "transforms", List.of("noise"));
    try (DataPipeline data = open(Map.of("shuffle", false), source);
        BatchReader held = data.validation().orElseThrow();
        BatchReader training = data.training(0, 0)) {
      assertEquals(List.of(4.0, 4.25, 4.5, 4.75), read(held).x());
      List<Double> first = read(training).x();
      assertFalse(first.contains(0.0));
      assertNotEquals(first, read(training).x());
    }
  }

  @Test
  void sampleAndClassWeightsMultiply() {
    Map<String, Object> training =
        Map.of("shuffle", false, "class_weights", Map.of("dog", 3.0, "0", 2L));
    try (DataPipeline data = open(training, data("source", "classes"));
        BatchReader reader = data.training(0, 0)) {
      assertEquals(List.of(2.0, 1.5, 0.0), read(reader).weights());
    }
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                open(Map.of("class_weights", Map.of("cow", 3.0)), data("source", "classes"))
                    .training(0, 0));
    assertTrue(refused.getMessage().contains("classes are cat, dog"), refused.getMessage());
  }

  @Test
  void aFaultOfTheDataReachesTheReaderOfThatBatch() {
    try (DataPipeline data = open(Map.of("shuffle", false, "batch", 3L), data("source", "broken"));
        BatchReader reader = data.training(0, 0)) {
      assertEquals(3, reader.next().size);
      String message = assertThrows(DataException.class, reader::next).getMessage();
      assertTrue(message.contains("file.csv, line 6"), message);
    }
  }

  @Test
  void aMissingSourceIsNamed() {
    String message =
        assertThrows(GraftException.class, () -> open(Map.of(), data("source", "line")))
            .getMessage();
    assertTrue(message.contains("'line'") && message.contains("lines"), message);
  }

  @Test
  void everyPlaceIsEquallyLikelyAfterAShuffle() {
    int[] counts = new int[5];
    SeededRandom random = new SeededRandom(7, "shuffle");
    for (int epoch = 0; epoch < 10_000; epoch++) {
      int[] order = {0, 1, 2, 3, 4};
      random.at(epoch, 0).shuffle(order);
      counts[order[0]]++;
    }
    for (int count : counts) {
      assertEquals(2_000, count, 200); // 5 standard deviations of a binomial(10000, 1/5): 40 each
    }
    assertArrayEquals(new int[] {0}, new int[] {counts.length - 5});
  }
}
