package graft.shell;

import graft.api.DType;
import graft.api.DataException;
import graft.api.NdArray;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.api.run.Predictor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes on with a text by a model that says for each character of a window which follows. The model
 * sees the last characters that fit its window. Shorter texts stand at the window's start: a causal
 * model looks at no character to come, so that what fills the rest does not matter. Others are
 * refused.
 */
final class TextWriter {
  private final Predictor predictor;
  private final boolean logits;
  private final Sampling sampling;
  private final Schema schema;
  private final List<String> characters;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final int[] window;
  private int length;

  /**
   * @param logits whether the model's output is logits; else probabilities
   */
  TextWriter(Predictor predictor, boolean logits, Sampling sampling) {
    this.predictor = predictor;
    this.logits = logits;
    this.sampling = sampling;
    this.schema = predictor.schema();
    Column column = schema.columns().get(0);
    boolean fits =
        schema.columns().size() == 1
            && column.dtype() == DType.I32
            && column.shape().size() == 1
            && !column.classes().isEmpty()
            && predictor.classes().containsValue(column.classes());
    if (!fits) {
      throw new DataException(
          "generate",
          "the run has not learned which character follows: its features are " + schema,
          "train on data characters:FILE");
    }
    characters = column.classes();
    characters.forEach(character -> numbers.put(character, numbers.size()));
    window = new int[column.elements()];
    requireCausal();
  }

  /** What a model says of the first characters must not depend on the last one. */
  private void requireCausal() {
    int width = characters.size();
    NdArray before = output();
    window[window.length - 1] = width - 1;
    NdArray after = output();
    window[window.length - 1] = 0;
    for (int i = 0; i < (window.length - 1) * width; i++) {
      if (Double.compare(before.get(i), after.get(i)) != 0) { // the same sums: the same bits
        throw new DataException(
            "generate",
            "the run looks at characters to come: what it says of character "
                + (i / width + 1)
                + " of "
                + window.length
                + " depends on the last one",
            "train a causal model: attention with causal true, nothing bidirectional");
      }
    }
  }

  /** Appends a text. */
  void read(String text) {
    text.codePoints()
        .mapToObj(Character::toString)
        .forEach(
            character -> {
              Integer number = numbers.get(character);
              if (number == null) {
                throw new DataException(
                    "--prompt",
                    "the character '" + character + "' was not in the training text",
                    "its characters are " + String.join("", characters).strip());
              }
              append(number);
            });
    if (length == 0) {
      throw new DataException("--prompt", "expected at least one character, got none", "");
    }
  }

  /** Appends a character that may follow, and gives it. */
  String next() {
    NdArray output = output();
    double[] last = new double[characters.size()];
    for (int i = 0; i < last.length; i++) {
      double value = output.get((length - 1) * last.length + i);
      last[i] = logits ? value : Math.log(value);
    }
    int number = sampling.next(last);
    append(number);
    return characters.get(number);
  }

  /** The classes of what follows each character of the window, (window, characters). */
  private NdArray output() {
    NdArray example = new NdArray(window.clone(), 1, window.length);
    try (Dataset examples = new ArrayDataset(schema, List.of(example))) {
      NdArray output = predictor.predict(examples).values().iterator().next();
      if (output.size() != window.length * characters.size()) {
        throw new DataException(
            "generate",
            "expected an output ("
                + window.length
                + ", "
                + characters.size()
                + "), a class for each character, got "
                + output.size()
                + " numbers",
            "");
      }
      return output;
    }
  }

  private void append(int number) {
    if (length == window.length) {
      System.arraycopy(window, 1, window, 0, length - 1);
      length--;
    }
    window[length++] = number;
  }
}
