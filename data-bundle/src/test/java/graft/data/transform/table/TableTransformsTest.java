package graft.data.transform.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Transform;
import graft.data.transform.Examples;
import graft.tck.Tck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTransformsTest {
  private static final float NAN = Float.NaN;

  /** x = (1, 5), (3, 5), (5, 5), classes 0, 2, 1. */
  private static final Examples TWO =
      new Examples()
          .floats("x", 2, 1, 5, 3, 5, 5, 5)
          .with(Examples.target("y", DType.I32, List.of(), "a", "b", "c"), new int[] {0, 2, 1});

  /** The columns of a CSV: two named numbers, a city, a label. */
  private static final Examples TABLE =
      new Examples()
          .with(
              Examples.feature("features", DType.F32, List.of(2), "age", "size"),
              new float[] {1, 10, NAN, 20, 3, NAN, 5, 60})
          .texts("city", "Rome", "Bonn", "", "Rome")
          .with(Examples.target("label", DType.F32, List.of()), new float[] {1, 2, 3, 4});

  private static float[] floats(Batch batch, int column) {
    return (float[]) batch.array(column);
  }

  private static <C> String refused(Transform<C> transform, C config, Examples examples) {
    return assertThrows(ConfigException.class, () -> transform.schema(config, examples.schema()))
        .getMessage();
  }

  @Test
  void contractsHold() {
    Batch two = TWO.batch();
    Batch table = TABLE.batch();
    Tck.transform(new Standardise(), new Standardise.Config(List.of()), table);
    Tck.transform(new MinMax(), new MinMax.Config(List.of(0.0, 1.0), List.of()), table);
    Tck.transform(new RobustScale(), new RobustScale.Config(List.of(25.0, 75.0), List.of()), table);
    Tck.transform(new OneHot(), oneHot(OneHot.Unknown.ZERO), table);
    Tck.transform(new StringLookup(), lookup(1, 1), table);
    Tck.transform(new Hashing(), new Hashing.Config(8, "", List.of()), table);
    Tck.transform(new Discretization(), bins(3), two);
    Tck.transform(new Concatenate(), new Concatenate.Config(List.of(), "all"), two);
    Tck.transform(new Select(), new Select.Config(List.of("age", "city")), table);
    Tck.transform(new Drop(), new Drop.Config(List.of("age")), table);
    Tck.transform(new Cast(), new Cast.Config(DType.F64, List.of("x")), two);
    Tck.transform(new Log1p(), new Log1p.Config(List.of()), two);
    for (Impute.Strategy strategy : Impute.Strategy.values()) {
      Tck.transform(new Impute(), impute(strategy), table);
    }
  }

  private static Impute.Config impute(Impute.Strategy strategy) {
    return new Impute.Config(strategy, -1, "unknown", List.of());
  }

  /** A label that is missing stays so, and the source complains. */
  @Test
  void noLabelIsImputed() {
    var config = new Impute.Config(Impute.Strategy.CONSTANT, 0, "", List.of("label"));
    assertEquals(
        "column 'label': it needs a feature of floating numbers or text, got label f32",
        refused(new Impute(), config, TABLE));
  }

  private static OneHot.Config oneHot(OneHot.Unknown unknown) {
    return new OneHot.Config(List.of(), Optional.empty(), unknown);
  }

  private static StringLookup.Config lookup(int oov, long minFrequency) {
    return new StringLookup.Config(
        Optional.empty(), oov, minFrequency, Optional.empty(), List.of());
  }

  private static Discretization.Config bins(int n) {
    return new Discretization.Config(Optional.of(n), List.of(), List.of());
  }

  @Test
  void standardisedFeaturesHaveMeanZeroAndVarianceOne() {
    Batch batch = TWO.through(new Standardise(), new Standardise.Config(List.of()));
    // Means 3 and 5, variances 8/3 and 0; the second feature never changes and is only centred.
    float s = (float) (2 / Math.sqrt(8 / 3.0));
    assertArrayEquals(new float[] {-s, 0, 0, 0, s, 0}, floats(batch, 0), 1e-6f);
    assertArrayEquals(new int[] {0, 2, 1}, (int[]) batch.array(1));
  }

  @Test
  void missingValuesDoNotCountAndStayMissing() {
    Batch batch = TABLE.through(new Standardise(), new Standardise.Config(List.of()));
    // age 1, 3, 5: mean 3, variance 8/3; size 10, 20, 60: mean 30, variance 1400/3.
    float a = (float) (2 / Math.sqrt(8 / 3.0));
    float s = (float) Math.sqrt(1400 / 3.0);
    assertArrayEquals(
        new float[] {-a, -20 / s, NAN, -10 / s, 0, NAN, a, 30 / s}, floats(batch, 0), 1e-6f);
  }

  @Test
  void onlyFloatingNumbersCanBeStandardised() {
    assertEquals(
        "column 'y': it needs floating numbers, got y i32 of 3 classes",
        refused(new Standardise(), new Standardise.Config(List.of("y")), TWO));
  }

  @Test
  void anUnknownColumnIsNamedWithThoseThatThereAre() {
    assertEquals(
        "there is no column 'z'; hint: columns are x, y",
        refused(new Standardise(), new Standardise.Config(List.of("z")), TWO));
    assertEquals(
        "there is no column 'age'; hint: it is an element of column 'features'",
        refused(new Standardise(), new Standardise.Config(List.of("age")), TABLE));
    assertEquals(
        "no feature has one text; hint: columns are x f32 [2], y i32 of 3 classes",
        refused(new OneHot(), oneHot(OneHot.Unknown.ZERO), TWO));
  }

  @Test
  void aColumnIsNamedOnce() {
    assertEquals(
        "column 'x' is named twice",
        refused(new Standardise(), new Standardise.Config(List.of("x", "x")), TWO));
  }

  @Test
  void statisticsOfOtherTransformsAreRefused() {
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                new Standardise()
                    .mapper(new Standardise.Config(List.of()), TWO.schema(), Map.of()));
    assertEquals(
        "column 'x': the statistics have no 'deviation'; hint: the transforms were changed; train a new"
            + " run",
        e.getMessage());
  }

  @Test
  void minMaxMapsTheTrainingRange() {
    Examples others = new Examples().floats("x", 2, 7, 6, 2, 5, NAN, 5);
    Batch batch =
        new Examples()
            .floats("x", 2, 1, 5, 3, 5, 5, 5)
            .through(new MinMax(), new MinMax.Config(List.of(-1.0, 1.0), List.of()), others);
    // x₀ from [1, 5] to [−1, 1]: 7 lies outside; x₁ never changed: 5 → low, 6 → low + 1 · 2.
    assertArrayEquals(new float[] {2, 1, -0.5f, -1, NAN, -1}, floats(batch, 0), 1e-6f);
  }

  @Test
  void anEmptyRangeIsRefused() {
    ConfigException e =
        assertThrows(ConfigException.class, () -> new MinMax.Config(List.of(1.0, 1.0), List.of()));
    assertEquals("range: expected [low, high] with low < high, got [1.0, 1.0]", e.getMessage());
  }

  @Test
  void robustScaleIsNotMovedByAnOutlier() {
    Batch batch =
        new Examples()
            .floats("x", 1, 1, 2, 3, 4, 1000)
            .through(new RobustScale(), new RobustScale.Config(List.of(25.0, 75.0), List.of()));
    // numpy.percentile([1, 2, 3, 4, 1000], [25, 50, 75]) = 2, 3, 4.
    assertArrayEquals(new float[] {-1, -0.5f, 0, 0.5f, 498.5f}, floats(batch, 0), 1e-4f);
  }

  @Test
  void quantilesInterpolateBetweenNeighbours() {
    Quantiles quantiles = new Quantiles();
    for (double x : new double[] {15, 20, 35, 40, 50, 7}) {
      quantiles.accept(x);
    }
    // numpy.quantile([15, 20, 35, 40, 50, 7], [0, 0.4, 0.9, 1]) = 7, 20, 45, 50.
    assertArrayEquals(new double[] {7, 20, 45, 50}, quantiles.at(0, 0.4, 0.9, 1), 1e-12);
  }

  @Test
  void quantilesOfMoreValuesThanAreKeptAreNear() {
    Quantiles quantiles = new Quantiles();
    for (int i = 0; i < 1_000_000; i++) {
      quantiles.accept(i); // ascending, which a sample of the first ones would get wrong
    }
    // Five standard deviations of a sample's median: 5 · 0.5 / √262144 = 0.005 of the range.
    assertArrayEquals(new double[] {250_000, 500_000}, quantiles.at(0.25, 0.5), 5_000);
  }

  @Test
  void imputeTakesEachFeaturesMeanOrMedian() {
    Batch mean = TABLE.through(new Impute(), impute(Impute.Strategy.MEAN));
    assertArrayEquals(new float[] {1, 10, 3, 20, 3, 30, 5, 60}, floats(mean, 0));
    Batch median = TABLE.through(new Impute(), impute(Impute.Strategy.MEDIAN));
    assertArrayEquals(new float[] {1, 10, 3, 20, 3, 20, 5, 60}, floats(median, 0));
    assertArrayEquals(new String[] {"Rome", "Bonn", "", "Rome"}, (String[]) median.array(1));
  }

  @Test
  void imputeTakesTheMostFrequentOrAConstantForTextToo() {
    Batch frequent = TABLE.through(new Impute(), impute(Impute.Strategy.MOST_FREQUENT));
    // All ages come once: the least, 1; sizes likewise: 10.
    assertArrayEquals(new float[] {1, 10, 1, 20, 3, 10, 5, 60}, floats(frequent, 0));
    assertArrayEquals(new String[] {"Rome", "Bonn", "Rome", "Rome"}, (String[]) frequent.array(1));
    Batch constant = TABLE.through(new Impute(), impute(Impute.Strategy.CONSTANT));
    assertArrayEquals(new float[] {1, 10, -1, 20, 3, -1, 5, 60}, floats(constant, 0));
    assertEquals("unknown", constant.row().at(2).text(1, 0));
  }

  @Test
  void imputeNamesAFeatureThatHasNoValueAtAll() {
    Examples none =
        new Examples()
            .with(
                Examples.feature("features", DType.F32, List.of(2), "age", "size"),
                new float[] {1, NAN, 2, NAN});
    DataException e =
        assertThrows(
            DataException.class, () -> none.through(new Impute(), impute(Impute.Strategy.MEAN)));
    assertEquals(
        "column 'features', element 'size': all training values are missing; hint: drop it, or"
            + " impute with strategy constant",
        e.getMessage());
  }

  @Test
  void oneHotPutsAOneAtTheClass() {
    OneHot.Config config = new OneHot.Config(List.of("y"), Optional.empty(), OneHot.Unknown.ZERO);
    Batch batch = TWO.through(new OneHot(), config);
    assertArrayEquals(new float[] {1, 0, 0, 0, 0, 1, 0, 1, 0}, floats(batch, 1));
    assertEquals(
        Examples.target("y", DType.F32, List.of(3), "a", "b", "c"),
        batch.schema().columns().get(1));
  }

  @Test
  void moreClassesThanHaveNamesAreUnnamed() {
    OneHot.Config config = new OneHot.Config(List.of("y"), Optional.of(4), OneHot.Unknown.ZERO);
    Batch batch = TWO.through(new OneHot(), config);
    assertEquals(Examples.target("y", DType.F32, List.of(4)), batch.schema().columns().get(1));
  }

  @Test
  void oneHotRefusesAClassOutside() {
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                TWO.through(
                    new OneHot(),
                    new OneHot.Config(List.of("y"), Optional.of(2), OneHot.Unknown.ZERO)));
    assertEquals("column 'y': expected a class from 0 to 1, got 2", e.getMessage());
  }

  @Test
  void oneHotOfTextHasTheTrainingDatasTextsInOrder() {
    Batch batch =
        TABLE.through(
            new OneHot(),
            oneHot(OneHot.Unknown.ZERO),
            new Examples()
                .floats("features", 2, 0, 0, 0, 0, 0, 0)
                .texts("city", "Rome", "Oslo", "Bonn"));
    assertEquals(List.of("Bonn", "Rome"), batch.schema().columns().get(1).classes());
    assertArrayEquals(new float[] {0, 1, 0, 0, 1, 0}, floats(batch, 1));
  }

  @Test
  void oneHotCanRefuseUnknownText() {
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                TABLE.through(
                    new OneHot(),
                    oneHot(OneHot.Unknown.ERROR),
                    new Examples().floats("features", 2, 0, 0).texts("city", "Oslo")));
    assertEquals(
        "column 'city': 'Oslo' is not among the training data's texts; hint: unknown = zero takes"
            + " it",
        e.getMessage());
  }

  @Test
  void oneHotNeedsToKnowHowManyClasses() {
    assertEquals(
        "column 'n': the number of classes is not known; hint: say how many: \"classes\": 10",
        refused(
            new OneHot(),
            new OneHot.Config(List.of("n"), Optional.empty(), OneHot.Unknown.ZERO),
            new Examples().with(Examples.feature("n", DType.I32, List.of()), new int[] {1})));
  }

  @Test
  void lookupCountsFromTheMostFrequent() {
    Batch batch =
        new Examples()
            .texts("city", "Rome", "Bonn", "Bonn", "Ahlen", "", "Rome", "Bonn")
            .through(
                new StringLookup(),
                lookup(1, 1),
                new Examples().texts("city", "Bonn", "Rome", "Ahlen", "Oslo", ""));
    assertArrayEquals(new int[] {1, 2, 3, 0, 0}, (int[]) batch.array(0));
    assertEquals(
        List.of("[UNK]", "Bonn", "Rome", "Ahlen"), batch.schema().columns().get(0).classes());
  }

  @Test
  void lookupLeavesRareTextsOut() {
    Examples cities = new Examples().texts("city", "Rome", "Bonn", "Bonn", "Ahlen", "Rome");
    Batch batch = cities.through(new StringLookup(), lookup(1, 2));
    assertArrayEquals(new int[] {2, 1, 1, 0, 2}, (int[]) batch.array(0)); // equal: by their order
    StringLookup.Config two =
        new StringLookup.Config(Optional.of(2), 1, 1, Optional.empty(), List.of());
    assertArrayEquals(
        new int[] {0, 1, 1, 0, 0}, (int[]) cities.through(new StringLookup(), two).array(0));
  }

  @Test
  void lookupWithoutIdsForUnknownTextRefusesIt() {
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                new Examples()
                    .texts("city", "Rome")
                    .through(new StringLookup(), lookup(0, 1), new Examples().texts("city", "X")));
    assertEquals(
        "column 'city': 'X' is not in the vocabulary of the training data; hint: give unknown"
            + " texts an id: num_oov_indices = 1",
        e.getMessage());
  }

  @Test
  void discretizationCountsTheBoundariesPassed() {
    Discretization.Config config =
        new Discretization.Config(Optional.empty(), List.of(0.0, 1.0, 2.0), List.of());
    Batch batch =
        new Examples()
            .floats("x", 1, -1.5f, 0, 1, 3.4f, 0.5f)
            .through(new Discretization(), config);
    // Keras' example: bins (−∞, 0), [0, 1), [1, 2), [2, ∞).
    assertArrayEquals(new int[] {0, 1, 2, 3, 1}, (int[]) batch.array(0));
    assertEquals(4, batch.schema().columns().get(0).classes().size());
  }

  @Test
  void fittedBinsHoldEquallyManyValues() {
    Batch batch =
        new Examples().floats("x", 1, 9, 1, 5, 2, 8, 3).through(new Discretization(), bins(3));
    // Sorted 1 2 3 5 8 9; numpy.quantile at 1/3 and 2/3 = 2.667, 6.
    assertArrayEquals(new int[] {2, 0, 1, 0, 2, 1}, (int[]) batch.array(0));
  }

  @Test
  void binsBecomeOneHotVectorsForEachFeature() {
    Examples bins =
        new Examples()
            .with(Examples.feature("x", DType.I32, List.of(2), "bin 0", "bin 1"), new int[] {1, 0});
    OneHot.Config config = new OneHot.Config(List.of("x"), Optional.empty(), OneHot.Unknown.ZERO);
    Batch batch = bins.through(new OneHot(), config);
    assertEquals(List.of(2, 2), batch.schema().columns().get(0).shape());
    assertArrayEquals(new float[] {0, 1, 1, 0}, floats(batch, 0));
  }

  @Test
  void aMissingValueHasNoBin() {
    DataException e =
        assertThrows(DataException.class, () -> TABLE.through(new Discretization(), bins(3)));
    assertEquals(
        "column 'features', element 'age': a missing value (NaN) has no bin; hint: put impute"
            + " before it",
        e.getMessage());
  }

  @Test
  void hashesStayInTheirBinsAndDependOnTheSalt() {
    Examples cities = new Examples().texts("city", "Rome", "Bonn", "Rome", "Oslo", "Kyiv", "Lima");
    int[] a =
        (int[]) cities.through(new Hashing(), new Hashing.Config(1000, "", List.of())).array(0);
    int[] b =
        (int[]) cities.through(new Hashing(), new Hashing.Config(1000, "s", List.of())).array(0);
    assertEquals(a[0], a[2]);
    // fnv1a64 and SplitMix64's finaliser, computed in Python.
    assertArrayEquals(new int[] {482, 418, 482, 671, 874, 462}, a);
    assertEquals(true, a[0] != b[0] || a[1] != b[1]);
  }

  @Test
  void integersHashAsTheirDigits() {
    Examples both =
        new Examples()
            .with(Examples.feature("id", DType.I64, List.of()), new long[] {42, -7})
            .texts("text", "42", "-7");
    Batch batch = both.through(new Hashing(), new Hashing.Config(97, "", List.of("id", "text")));
    assertArrayEquals((int[]) batch.array(0), (int[]) batch.array(1));
  }

  @Test
  void concatenateMakesOneVectorAndKeepsTheNames() {
    Examples parts =
        new Examples()
            .with(Examples.feature("n", DType.I32, List.of()), new int[] {7, 8})
            .with(Examples.target("y", DType.F32, List.of()), new float[] {1, 2})
            .with(Examples.feature("v", DType.F32, List.of(2), "a", "b"), new float[] {1, 2, 3, 4});
    Batch batch = parts.through(new Concatenate(), new Concatenate.Config(List.of("v", "n"), "f"));
    assertEquals("f f32 [3], y f32", batch.schema().toString());
    assertEquals(List.of("a", "b", "n"), batch.schema().columns().get(0).classes());
    assertArrayEquals(new float[] {1, 2, 7, 3, 4, 8}, floats(batch, 0));
    assertArrayEquals(new float[] {1, 2}, floats(batch, 1));
  }

  @Test
  void selectKeepsColumnsElementsAndTargets() {
    Batch batch = TABLE.through(new Select(), new Select.Config(List.of("size")));
    assertEquals("features f32 [1], label f32", batch.schema().toString());
    assertEquals(List.of("size"), batch.schema().columns().get(0).classes());
    assertArrayEquals(new float[] {10, 20, NAN, 60}, floats(batch, 0));
  }

  @Test
  void dropTakesColumnsAndElementsAway() {
    Batch batch = TABLE.through(new Drop(), new Drop.Config(List.of("city", "size")));
    assertEquals("features f32 [1], label f32", batch.schema().toString());
    assertArrayEquals(new float[] {1, NAN, 3, 5}, floats(batch, 0));
  }

  @Test
  void droppingAllFeaturesIsRefused() {
    assertEquals(
        "no feature is left; hint: columns are features f32 [2], city string, label f32",
        refused(new Drop(), new Drop.Config(List.of("city", "age", "size")), TABLE));
  }

  @Test
  void castTruncatesTowardsZero() {
    Batch batch =
        new Examples()
            .floats("x", 1, -1.7f, 2.9f, NAN)
            .through(new Cast(), new Cast.Config(DType.I32, List.of("x")));
    assertArrayEquals(new int[] {-1, 2, 0}, (int[]) batch.array(0));
  }

  @Test
  void castMakesNoText() {
    ConfigException e =
        assertThrows(ConfigException.class, () -> new Cast.Config(DType.STRING, List.of("x")));
    assertEquals("dtype: expected f32, f64, i32, i64 or bool, got string", e.getMessage());
  }

  @Test
  void log1pNeedsValuesAboveMinusOne() {
    Log1p.Config config = new Log1p.Config(List.of());
    Batch batch =
        new Examples().floats("x", 1, 0, (float) (Math.E - 1)).through(new Log1p(), config);
    assertArrayEquals(new float[] {0, 1}, floats(batch, 0), 1e-6f);
    DataException e =
        assertThrows(
            DataException.class,
            () -> new Examples().floats("x", 1, -1).through(new Log1p(), config));
    assertEquals("column 'x': log1p needs values above −1, got -1.0", e.getMessage());
  }

  @Test
  void fittedColumnsAreThoseNamedOnly() {
    Examples two = new Examples().floats("a", 1, 1, 3).floats("b", 1, 1, 3);
    Batch batch = two.through(new Standardise(), new Standardise.Config(List.of("b")));
    assertArrayEquals(new float[] {1, 3}, floats(batch, 0));
    assertArrayEquals(new float[] {-1, 1}, floats(batch, 1));
    Column b = batch.schema().columns().get(1);
    assertEquals("b f32", b.toString());
  }
}
