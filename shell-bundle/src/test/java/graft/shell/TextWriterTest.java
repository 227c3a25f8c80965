package graft.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.DataException;
import graft.api.NdArray;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.api.run.Predictor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A model that says the alphabet: after a comes b, after d comes a. */
class TextWriterTest {
  private static final List<String> LETTERS = List.of("a", "b", "c", "d");
  private static final int WINDOW = 3;

  private final List<int[]> seen = new ArrayList<>();
  private boolean looksAhead;

  private static Schema schema(List<String> classes) {
    Column column =
        new Column("characters", Column.Role.FEATURE, DType.I32, List.of(WINDOW), classes);
    return new Schema(List.of(column));
  }

  private Predictor alphabet(Schema schema) {
    return Stubs.of(
        Predictor.class,
        (method, args) ->
            switch (method) {
              case "schema" -> schema;
              case "classes" -> Map.of("logits", LETTERS);
              case "predict" -> Map.of("logits", successors((Dataset) args[0], schema));
              default -> throw new AssertionError(method);
            });
  }

  private NdArray successors(Dataset examples, Schema schema) {
    Batch batch = new Batch(schema, 1);
    examples.read(0, batch.row());
    int[] window = (int[]) batch.array(0);
    seen.add(window);
    NdArray probabilities = NdArray.zeros(DType.F32, 1, WINDOW, LETTERS.size());
    for (int t = 0; t < WINDOW; t++) {
      int of = window[looksAhead ? WINDOW - 1 : t];
      probabilities.set(t * LETTERS.size() + (of + 1) % LETTERS.size(), 1);
    }
    return probabilities;
  }

  private TextWriter writer(Schema schema) {
    TextWriter writer =
        new TextWriter(alphabet(schema), false, new Sampling(1, Optional.empty(), 0));
    seen.clear(); // what it was tried with
    return writer;
  }

  /** It says of each character what comes before the last one of the window. */
  @Test
  void aModelThatLooksAheadIsRefused() {
    looksAhead = true;
    DataException refused = assertThrows(DataException.class, () -> writer(schema(LETTERS)));
    assertEquals(
        "generate: the run looks at characters to come: what it says of character 1 of 3 depends on"
            + " the last one; hint: train a causal model: attention with causal true, nothing"
            + " bidirectional",
        refused.getMessage());
  }

  @Test
  void goesOnFromThePromptWithinAWindowThatSlides() {
    TextWriter writer = writer(schema(LETTERS));
    writer.read("cd");

    assertEquals("abc", writer.next() + writer.next() + writer.next());
    assertArrayEquals(new int[] {2, 3, 0}, seen.get(0)); // c, d and what fills
    assertArrayEquals(new int[] {2, 3, 0}, seen.get(1)); // c, d, a
    assertArrayEquals(new int[] {3, 0, 1}, seen.get(2)); // d, a, b
  }

  @Test
  void seesTheEndOfALongPrompt() {
    TextWriter writer = writer(schema(LETTERS));
    writer.read("dddabc");

    assertEquals("d", writer.next());
    assertArrayEquals(new int[] {0, 1, 2}, seen.get(0));
  }

  @Test
  void whatItCannotReadIsRefused() {
    TextWriter writer = writer(schema(LETTERS));

    DataException unknown = assertThrows(DataException.class, () -> writer.read("é"));
    assertEquals(
        "--prompt: the character 'é' was not in the training text; hint: its characters are abcd",
        unknown.getMessage());
    DataException empty = assertThrows(DataException.class, () -> writer.read(""));
    assertEquals("--prompt: expected at least one character, got none", empty.getMessage());
  }

  @Test
  void aRunOfSomethingElseIsRefused() {
    DataException e = assertThrows(DataException.class, () -> writer(schema(List.of())));
    assertTrue(
        e.getMessage().startsWith("generate: the run has not learned which character follows: "),
        e.getMessage());
    assertTrue(e.getMessage().endsWith("; hint: train on data characters:FILE"), e.getMessage());
  }
}
