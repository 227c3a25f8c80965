package graft.data.transform.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.data.Batch;
import graft.api.data.Transform;
import graft.data.transform.Examples;
import graft.tck.Tck;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Values by hand on images of a few pixels; a scripted generator in place of a random one. */
class ImageTransformsTest {
  private static final List<String> ALL = List.of();

  /** Gives long after long, again and again. */
  private static RandomGenerator scripted(long... numbers) {
    int[] next = {0};
    return () -> numbers[next[0]++ % numbers.length];
  }

  /** nextDouble() is the upper 53 bits of a long as a fraction. */
  private static long fraction(double x) {
    return (long) (x * (1L << 53)) << 11;
  }

  private static Examples image(int height, int width, int channels, float... values) {
    return new Examples()
        .with(Examples.feature("image", DType.F32, List.of(height, width, channels)), values);
  }

  /** 0 1 2 / 3 4 5 / 6 7 8. */
  private static Examples nine() {
    return image(3, 3, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  private static <C> float[] values(
      Transform<C> transform, C config, Examples examples, RandomGenerator random) {
    return (float[]) Examples.apply(transform, config, Map.of(), examples, random).array(0);
  }

  private static <C> float[] values(Transform<C> transform, C config, Examples examples) {
    return values(transform, config, examples, scripted(0));
  }

  /** Two images 4 x 3 x 3 and one-hot targets. */
  private static Batch pair() {
    float[] values = new float[2 * 36];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 72f;
    }
    return image(4, 3, 3, values)
        .with(Examples.target("kind", DType.F32, List.of(2)), new float[] {1, 0, 0, 1})
        .batch();
  }

  private static <C> void proves(Transform<C> transform, C config) {
    Tck.transform(transform, config, pair());
  }

  private static RandomTranslation.Config shift(
      double down, double right, FillMode mode, Interpolation interpolation) {
    return new RandomTranslation.Config(
        List.of(down, down), List.of(right, right), mode, interpolation, 9, ALL);
  }

  private static RandomRotation.Config turn(double factor) {
    return new RandomRotation.Config(
        List.of(factor, factor), FillMode.CONSTANT, Interpolation.BILINEAR, 9, ALL);
  }

  private static RandomZoom.Config zoom(double factor, FillMode mode) {
    return new RandomZoom.Config(
        List.of(factor, factor), Optional.empty(), mode, Interpolation.BILINEAR, 9, ALL);
  }

  @Test
  void contractsHold() {
    List<Double> unit = List.of(0.0, 1.0);
    proves(new RandomFlip(), new RandomFlip.Config(RandomFlip.Mode.HORIZONTAL_AND_VERTICAL, ALL));
    proves(new RandomTranslation(), shift(0.3, -0.2, FillMode.REFLECT, Interpolation.BILINEAR));
    proves(new RandomRotation(), turn(0.1));
    proves(new RandomZoom(), zoom(0.3, FillMode.WRAP));
    proves(new RandomCrop(), new RandomCrop.Config(2, FillMode.CONSTANT, 0, ALL));
    proves(new RandomBrightness(), new RandomBrightness.Config(List.of(0.2), unit, ALL));
    proves(new RandomContrast(), new RandomContrast.Config(List.of(0.2), unit, ALL));
    proves(new RandomErasing(), erasing(0.3));
    proves(new RandomNoise(), new RandomNoise.Config(0.1, ALL));
    proves(new MixUp(), new MixUp.Config(0.2, ALL));
    proves(new CutMix(), new CutMix.Config(1, ALL));
    proves(new Rescaling(), new Rescaling.Config(2, -1, ALL));
    proves(new Resizing(), new Resizing.Config(5, 2, Interpolation.BILINEAR, ALL));
    proves(new CenterCrop(), new CenterCrop.Config(2, 2, ALL));
    proves(new Grayscale(), new Grayscale.Config(ALL));
  }

  private static RandomErasing.Config erasing(double scale) {
    return new RandomErasing.Config(1, List.of(scale), List.of(1.0), 9, ALL);
  }

  @Test
  void flipsSwapLeftAndRightOrTopAndBottom() {
    Examples colours = image(2, 2, 2, 0, 1, 2, 3, 4, 5, 6, 7);
    RandomFlip flip = new RandomFlip();
    RandomGenerator yes = scripted(-1); // nextBoolean() is the sign
    assertArrayEquals(
        new float[] {2, 3, 0, 1, 6, 7, 4, 5},
        values(flip, new RandomFlip.Config(RandomFlip.Mode.HORIZONTAL, ALL), colours, yes));
    assertArrayEquals(
        new float[] {4, 5, 6, 7, 0, 1, 2, 3},
        values(flip, new RandomFlip.Config(RandomFlip.Mode.VERTICAL, ALL), colours, yes));
    RandomFlip.Config both = new RandomFlip.Config(RandomFlip.Mode.HORIZONTAL_AND_VERTICAL, ALL);
    assertArrayEquals(new float[] {6, 7, 4, 5, 2, 3, 0, 1}, values(flip, both, colours, yes));
    assertArrayEquals(
        new float[] {0, 1, 2, 3, 4, 5, 6, 7}, values(flip, both, colours, scripted(1)));
  }

  @Test
  void fillModesAreThoseOfKeras() {
    // reflect: c d d c b a | a b c d | d c b a a b.
    assertEquals(List.of(2, 3, 3, 2, 1, 0, 3, 2, 1, 0, 0, 1), outside(FillMode.REFLECT));
    assertEquals(List.of(2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1), outside(FillMode.WRAP));
    assertEquals(List.of(0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 3), outside(FillMode.NEAREST));
    assertEquals(
        List.of(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1), outside(FillMode.CONSTANT));
  }

  /** The places from 6 before to the place before, then those after it. */
  private static List<Integer> outside(FillMode mode) {
    IntStream places = IntStream.concat(IntStream.range(-6, 0), IntStream.range(4, 10));
    return places.map(i -> mode.index(i, 4)).boxed().toList();
  }

  @Test
  void shiftsBeyondAllIntegersAreOutside() {
    for (Interpolation between : Interpolation.values()) {
      float[] y =
          values(
              new RandomTranslation(),
              shift(1e12, -1e12, FillMode.CONSTANT, between),
              nine(),
              scripted(fraction(0.99)));
      assertArrayEquals(new float[] {9, 9, 9, 9, 9, 9, 9, 9, 9}, y);
    }
  }

  @Test
  void translationShiftsByPartsOfTheSize() {
    // A third of three pixels is one pixel: down and to the right.
    assertArrayEquals(
        new float[] {9, 9, 9, 9, 0, 1, 9, 3, 4},
        values(
            new RandomTranslation(),
            shift(1 / 3.0, 1 / 3.0, FillMode.CONSTANT, Interpolation.NEAREST),
            nine()));
    // Half a pixel to the left: the mean of neighbours; beyond the edge, reflected, the edge.
    assertArrayEquals(
        new float[] {0.5f, 1.5f, 2, 3.5f, 4.5f, 5, 6.5f, 7.5f, 8},
        values(
            new RandomTranslation(),
            shift(0, -1 / 6.0, FillMode.REFLECT, Interpolation.BILINEAR),
            nine()),
        1e-6f);
  }

  @Test
  void aQuarterTurnIsCounterClockwise() {
    // The right column becomes the top row.
    assertArrayEquals(
        new float[] {2, 5, 8, 1, 4, 7, 0, 3, 6},
        values(
            new RandomRotation(),
            new RandomRotation.Config(
                List.of(0.25, 0.25), FillMode.NEAREST, Interpolation.NEAREST, 0, ALL),
            nine()));
    assertArrayEquals(
        new float[] {8, 7, 6, 5, 4, 3, 2, 1, 0},
        values(
            new RandomRotation(),
            new RandomRotation.Config(
                List.of(0.5, 0.5), FillMode.NEAREST, Interpolation.BILINEAR, 0, ALL),
            nine()),
        1e-5f);
  }

  @Test
  void zoomKeepsTheCentre() {
    // In by half: half steps about the centre 4; rows are 3 apart.
    assertArrayEquals(
        new float[] {2, 2.5f, 3, 3.5f, 4, 4.5f, 5, 5.5f, 6},
        values(new RandomZoom(), zoom(-0.5, FillMode.CONSTANT), nine()),
        1e-6f);
    // Out to half the size: only the centre is left of the image's pixels in steps of two.
    assertArrayEquals(
        new float[] {9, 9, 9, 9, 4, 9, 9, 9, 9},
        values(new RandomZoom(), zoom(1, FillMode.CONSTANT), nine()),
        1e-6f);
  }

  @Test
  void cropCutsAWindowOfThePaddedImage() {
    RandomCrop.Config config = new RandomCrop.Config(1, FillMode.CONSTANT, 9, ALL);
    // nextInt(3) of upper bits near 0 is 0, of upper bits near 1 is 2: shifts −1 and 1.
    float[] upLeft = values(new RandomCrop(), config, nine(), scripted(0));
    assertArrayEquals(new float[] {9, 9, 9, 9, 0, 1, 9, 3, 4}, upLeft);
  }

  @Test
  void cropsAreAllShiftsUpToThePadding() {
    Set<String> seen = new TreeSet<>();
    RandomGenerator random = new SplittableRandom(5);
    RandomCrop.Config config = new RandomCrop.Config(1, FillMode.NEAREST, 0, ALL);
    for (int i = 0; i < 200; i++) {
      seen.add(Arrays.toString(values(new RandomCrop(), config, nine(), random)));
    }
    assertEquals(9, seen.size());
    assertTrue(seen.contains("[4.0, 5.0, 5.0, 7.0, 8.0, 8.0, 7.0, 8.0, 8.0]"), seen::toString);
    assertTrue(seen.contains("[0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 3.0, 3.0, 4.0]"), seen::toString);
  }

  @Test
  void brightnessIsAddedAndCut() {
    RandomBrightness.Config config =
        new RandomBrightness.Config(List.of(0.25, 0.25), List.of(0.0, 1.0), ALL);
    assertArrayEquals(
        new float[] {0.25f, 0.75f, 1, 1},
        values(new RandomBrightness(), config, image(2, 2, 1, 0, 0.5f, 0.9f, 1)),
        1e-6f);
  }

  @Test
  void contrastIsAboutEachChannelsMean() {
    RandomContrast.Config config =
        new RandomContrast.Config(List.of(1.0, 1.0), List.of(0.0, 1.0), ALL);
    // Channel 0: 0.4, 0.6 about 0.5; channel 1: 0, 1 about 0.5, cut.
    assertArrayEquals(
        new float[] {0.3f, 0, 0.7f, 1},
        values(new RandomContrast(), config, image(1, 2, 2, 0.4f, 0, 0.6f, 1)),
        1e-6f);
  }

  @Test
  void erasingPutsOneValueIntoABox() {
    // Scale 4/9 of nine pixels is a square of two; all draws 0: its centre is pixel (0, 0), so
    // that rows and columns −1 are cut off.
    assertArrayEquals(
        new float[] {9, 1, 2, 3, 4, 5, 6, 7, 8},
        values(new RandomErasing(), erasing(4 / 9.0), nine()));
    assertArrayEquals(
        new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8},
        values(
            new RandomErasing(),
            new RandomErasing.Config(0, List.of(0.5), List.of(1.0), 9, ALL),
            nine()));
  }

  @Test
  void boxesCoverTheImageEvenly() {
    int[] hits = new int[8];
    RandomGenerator random = new SplittableRandom(3);
    for (int i = 0; i < 8000; i++) {
      Box box = Box.around(1, 8, 1, 1, random);
      hits[box.left()] += box.area();
    }
    for (int hit : hits) {
      assertEquals(1000, hit, 150); // five standard deviations, √(8000 · 1/8 · 7/8) = 30
    }
  }

  @Test
  void noiseHasItsDeviation() {
    float[] noise =
        values(
            new RandomNoise(),
            new RandomNoise.Config(0.5, ALL),
            image(100, 100, 1, new float[10_000]),
            new SplittableRandom(7));
    double squares = 0;
    for (float x : noise) {
      squares += x * x;
    }
    // The deviation of a sample of n is off by σ / √2n = 0.0035; four of them.
    assertEquals(0.5, Math.sqrt(squares / noise.length), 0.014);
  }

  @Test
  void resizingTakesTheCentresOfPixels() {
    // torch.nn.functional.interpolate of [0, 1] to 4, align_corners=False: 0, 0.25, 0.75, 1.
    assertArrayEquals(
        new float[] {0, 0.25f, 0.75f, 1},
        values(
            new Resizing(),
            new Resizing.Config(1, 4, Interpolation.BILINEAR, ALL),
            image(1, 2, 1, 0, 1)),
        1e-6f);
    assertArrayEquals(
        new float[] {0, 0, 1, 1, 0, 0, 1, 1},
        values(
            new Resizing(),
            new Resizing.Config(2, 4, Interpolation.NEAREST, ALL),
            image(1, 2, 1, 0, 1)));
  }

  @Test
  void centerCropTakesTheMiddle() {
    assertArrayEquals(
        new float[] {3, 4}, values(new CenterCrop(), new CenterCrop.Config(1, 2, ALL), nine()));
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> new CenterCrop().schema(new CenterCrop.Config(4, 4, ALL), nine().schema()));
    assertEquals(
        "column 'image': its images [3, 3, 1] are smaller than the crop; hint: put resizing before"
            + " it",
        e.getMessage());
  }

  @Test
  void rescalingMultipliesAndAdds() {
    assertArrayEquals(
        new float[] {-1, 0, 1},
        values(new Rescaling(), new Rescaling.Config(2, -1, ALL), image(1, 3, 1, 0, 0.5f, 1)));
  }

  @Test
  void greyWeighsTheColours() {
    assertArrayEquals(
        new float[] {0.299f, 0.587f, 0.114f},
        values(
            new Grayscale(), new Grayscale.Config(ALL), image(1, 3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1)),
        1e-6f);
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> new Grayscale().schema(new Grayscale.Config(ALL), nine().schema()));
    assertEquals("column 'image': expected 3 channels, got 1 in [3, 3, 1]", e.getMessage());
  }

  @Test
  void mixUpMixesFeaturesAndTargetsAlike() {
    Examples two =
        new Examples()
            .floats("x", 1, 0, 10, 20, 30)
            .with(Examples.target("y", DType.F32, List.of()), new float[] {0, 1, 2, 3});
    Batch mixed = two.through(new MixUp(), new MixUp.Config(2, ALL));
    float[] x = (float[]) mixed.array(0);
    float[] y = (float[]) mixed.array(1);
    float sum = 0;
    for (int i = 0; i < 4; i++) {
      assertEquals(x[i], 10 * y[i], 1e-5f);
      sum += x[i] % 10 == 0 ? 0 : 1;
    }
    assertTrue(sum > 0, "nothing was mixed");
  }

  @Test
  void partnersAreAPermutationAndWeightsAreOfBeta() {
    Examples one = new Examples().floats("x", 1, 0);
    Partners partners = new Partners(one.schema(), List.of(0), 0.2);
    RandomGenerator random = new SplittableRandom(11);
    partners.draw(5, random);
    int bits = 0;
    for (int i = 0; i < 5; i++) {
      bits |= 1 << partners.of(i);
    }
    assertEquals(31, bits);
    double sum = 0;
    double squares = 0;
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      double w = partners.beta(random) - 0.5;
      sum += w;
      squares += w * w;
    }
    // Beta(a, a): mean 1/2, variance 1 / (4 (2a + 1)) = 0.17857; errors below 0.003 each.
    assertEquals(0, sum / n, 0.012);
    assertEquals(1 / (4 * 1.4), squares / n, 0.006);
  }

  @Test
  void mixUpNeedsTargetsThatCanBeMixed() {
    Examples classes =
        new Examples()
            .floats("x", 1, 0)
            .with(Examples.target("y", DType.I32, List.of(), "a", "b"), new int[] {0});
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> new MixUp().schema(new MixUp.Config(0.2, ALL), classes.schema()));
    assertEquals(
        "column 'y': what is mixed must be f32, got y i32 of 2 classes; hint: of classes make"
            + " vectors: put one_hot with \"columns\": [\"y\"] before it, and take"
            + " categorical_crossentropy",
        e.getMessage());
  }

  @Test
  void cutMixMixesTargetsByArea() {
    float[] values = new float[128];
    Arrays.fill(values, 64, 128, 1); // a black and a white image of 8 x 8
    Batch mixed =
        image(8, 8, 1, values)
            .with(Examples.target("white", DType.F32, List.of()), new float[] {0, 1})
            .through(new CutMix(), new CutMix.Config(1, ALL));
    float[] x = (float[]) mixed.array(0);
    float[] white = (float[]) mixed.array(1);
    for (int i = 0; i < 2; i++) {
      float sum = 0;
      for (int p = 0; p < 64; p++) {
        sum += x[64 * i + p];
      }
      assertEquals(sum / 64, white[i], 1e-6f);
    }
  }

  @Test
  void augmentationNeedsImages() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () ->
                new RandomCrop()
                    .schema(
                        new RandomCrop.Config(1, FillMode.WRAP, 0, List.of("x")),
                        new Examples().floats("x", 2, 0, 0).schema()));
    assertEquals(
        "column 'x': it needs images f32 (height, width, channels), got x f32 [2]", e.getMessage());
  }

  @Test
  void aFactorIsARangeOrOneNumber() {
    assertEquals(new Factor(-0.2, 0.2), Factor.of("factor", List.of(0.2)));
    assertEquals(new Factor(0.1, 0.3), Factor.of("factor", List.of(0.1, 0.3)));
    assertEquals(0.2, new Factor(0.1, 0.3).draw(scripted(fraction(0.5))), 1e-12);
    ConfigException e =
        assertThrows(ConfigException.class, () -> Factor.of("factor", List.of(0.3, 0.1)));
    assertEquals(
        "factor: expected [low, high], or one number f ≥ 0 for [−f, f], got [0.3, 0.1]",
        e.getMessage());
  }
}
