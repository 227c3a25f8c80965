package graft.data.transform.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.data.Batch;
import graft.data.transform.Examples;
import graft.data.transform.text.TextVectorization.Config;
import graft.data.transform.text.TextVectorization.OutputMode;
import graft.data.transform.text.TextVectorization.Side;
import graft.data.transform.text.TextVectorization.Split;
import graft.data.transform.text.TextVectorization.Standardize;
import graft.tck.Tck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextTransformsTest {
  private static final List<String> ALL = List.of();

  /** b comes three times, a twice, c once; a and c in one text, b in all. */
  private static final Examples LETTERS = new Examples().texts("text", "a b a", "b c", "b");

  private static Normalise.Config all() {
    return new Normalise.Config(true, true, true, true, ALL);
  }

  /** Words, lower case without punctuation; no limits. */
  private static Config words(OutputMode mode, int ngrams) {
    return config(Split.WHITESPACE, mode, 1, ngrams, Optional.empty(), Side.POST);
  }

  private static Config config(
      Split split, OutputMode mode, int from, int ngrams, Optional<Integer> length, Side side) {
    return new Config(
        Optional.empty(),
        Standardize.LOWER_AND_STRIP_PUNCTUATION,
        split,
        ngrams,
        from,
        mode,
        length,
        side,
        1,
        Optional.empty(),
        ALL);
  }

  private static List<String> tokens(Config config, String text) {
    List<String> tokens = new ArrayList<>();
    new Tokens(config).of(text, tokens::add);
    return tokens;
  }

  @Test
  void contractsHold() {
    Batch texts = new Examples().texts("text", "It's  Größe—99!", "", "b a b", "b").batch();
    Tck.transform(new Normalise(), all(), texts);
    for (OutputMode mode : OutputMode.values()) {
      Tck.transform(new TextVectorization(), words(mode, 2), texts);
    }
    Tck.transform(
        new TextVectorization(),
        config(Split.CHARACTER, OutputMode.INT, 1, 1, Optional.of(4), Side.PRE),
        texts);
  }

  private static String normal(Normalise.Config config, String text) {
    return new Examples().texts("t", text).through(new Normalise(), config).row().at(0).text(0, 0);
  }

  @Test
  void normaliseTakesCaseAccentsPunctuationAndSpacesAway() {
    assertEquals("its creme brulee no 99", normal(all(), "  It's “Crème\tBrûlée”,\nNo. 99!  "));
    assertEquals("", normal(all(), " … "));
    assertEquals("a b", normal(all(), "a - b")); // the hyphen between two spaces leaves one
  }

  @Test
  void eachStepOfNormaliseCanBeLeftOut() {
    String text = "É,  B";
    assertEquals("é, b", normal(new Normalise.Config(true, false, false, true, ALL), text));
    assertEquals("E,  B", normal(new Normalise.Config(false, true, false, false, ALL), text));
    assertEquals("É  B", normal(new Normalise.Config(false, false, true, false, ALL), text));
    assertEquals(text, normal(new Normalise.Config(false, false, false, false, ALL), text));
  }

  @Test
  void wordsAreBetweenSpaces() {
    assertEquals(
        List.of("dont", "stop", "now"),
        tokens(words(OutputMode.INT, 1), " Don't\u00A0stop,\n NOW! "));
  }

  @Test
  void charactersOutsideOfTheFirstPlaneAreOne() {
    Config config =
        new Config(
            Optional.empty(),
            Standardize.NONE,
            Split.CHARACTER,
            1,
            1,
            OutputMode.INT,
            Optional.empty(),
            Side.POST,
            1,
            Optional.empty(),
            ALL);
    assertEquals(List.of("A", " ", "\uD83D\uDE00", "!"), tokens(config, "A \uD83D\uDE00!"));
  }

  @Test
  void ngramsFollowByTheirSize() {
    assertEquals(List.of("a", "b", "c", "a b", "b c"), tokens(words(OutputMode.INT, 2), "a b c"));
    assertEquals(
        List.of("ab", "bc", "abc"),
        tokens(config(Split.CHARACTER, OutputMode.INT, 2, 3, Optional.empty(), Side.POST), "abc"));
    assertEquals(List.of(), tokens(words(OutputMode.INT, 1), " ! "));
  }

  @Test
  void idsCountFromTheMostFrequentToken() {
    Examples others = new Examples().texts("text", "c d b", "a a a a a");
    Batch batch = LETTERS.through(new TextVectorization(), words(OutputMode.INT, 1), others);
    // 0 padding, 1 unknown, 2 b, 3 a, 4 c; the longest training text has three words.
    assertArrayEquals(new int[] {4, 1, 2, 3, 3, 3}, (int[]) batch.array(0));
    assertEquals(
        Examples.feature("text", DType.I32, List.of(3), "[PAD]", "[UNK]", "b", "a", "c"),
        batch.schema().columns().get(0));
  }

  @Test
  void shortTextsArePaddedOnEitherSide() {
    Config post = config(Split.WHITESPACE, OutputMode.INT, 1, 1, Optional.of(2), Side.POST);
    Config pre = config(Split.WHITESPACE, OutputMode.INT, 1, 1, Optional.of(2), Side.PRE);
    assertArrayEquals(
        new int[] {3, 2, 2, 4, 2, 0},
        (int[]) LETTERS.through(new TextVectorization(), post).array(0));
    assertArrayEquals(
        new int[] {3, 2, 2, 4, 0, 2},
        (int[]) LETTERS.through(new TextVectorization(), pre).array(0));
  }

  @Test
  void theLengthCoversNinetyNineOfAHundredTexts() {
    String[] texts = new String[200];
    for (int i = 0; i < 200; i++) {
      texts[i] = i < 197 ? "a b" : i == 197 ? "a b c" : "a b c d e f g h";
    }
    Batch batch =
        new Examples()
            .texts("text", texts)
            .through(new TextVectorization(), words(OutputMode.INT, 1));
    assertEquals(List.of(3), batch.schema().columns().get(0).shape());
  }

  @Test
  void vectorsSayWhetherAndHowOften() {
    Examples others = new Examples().texts("text", "a a d", "b");
    // Unknown, b, a, c.
    assertArrayEquals(
        new float[] {1, 0, 1, 0, 0, 1, 0, 0},
        (float[])
            LETTERS
                .through(new TextVectorization(), words(OutputMode.MULTI_HOT, 1), others)
                .array(0));
    assertArrayEquals(
        new float[] {1, 0, 2, 0, 0, 1, 0, 0},
        (float[])
            LETTERS.through(new TextVectorization(), words(OutputMode.COUNT, 1), others).array(0));
  }

  @Test
  void countsAreWeighedByRarity() {
    Examples others = new Examples().texts("text", "a a d", "b");
    float[] y =
        (float[])
            LETTERS.through(new TextVectorization(), words(OutputMode.TF_IDF, 1), others).array(0);
    // ln(1 + 3 / (1 + 1)) = 0.916291 for a and c, ln(1 + 3 / (1 + 3)) = 0.559616 for b; their
    // mean for unknown tokens: 0.797399.
    assertArrayEquals(new float[] {0.797399f, 0, 1.832581f, 0, 0, 0.559616f, 0, 0}, y, 1e-5f);
  }

  @Test
  void theVocabularyCanBeLimited() {
    Config config =
        new Config(
            Optional.of(4),
            Standardize.LOWER,
            Split.WHITESPACE,
            1,
            1,
            OutputMode.INT,
            Optional.empty(),
            Side.POST,
            2,
            Optional.empty(),
            ALL);
    Batch batch = LETTERS.through(new TextVectorization(), config);
    // Four with padding and unknown: b and a. c would come too seldom anyhow.
    assertEquals(List.of("[PAD]", "[UNK]", "b", "a"), batch.schema().columns().get(0).classes());
  }

  @Test
  void runsMustNotBeginAboveTheirEnd() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> config(Split.CHARACTER, OutputMode.INT, 3, 2, Optional.empty(), Side.POST));
    assertEquals("ngrams_from: expected at most ngrams, 2", e.getMessage());
  }

  @Test
  void numbersAreNoText() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () ->
                new Normalise()
                    .schema(
                        new Normalise.Config(true, true, true, true, List.of("x")),
                        new Examples().floats("x", 1, 0).schema()));
    assertEquals("column 'x': it needs text, got x f32", e.getMessage());
  }
}
