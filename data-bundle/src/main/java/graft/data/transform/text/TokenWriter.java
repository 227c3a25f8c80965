package graft.data.transform.text;

import graft.api.data.Column;
import graft.api.data.Row;
import graft.data.transform.Statistics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Writes a text's tokens as numbers: ids in order, or a vector over the vocabulary. */
final class TokenWriter {
  private final TextVectorization.Config config;
  private final Tokens cutter;
  private final Map<String, Integer> places = new HashMap<>();
  private final double[] idf;
  private int[] ids = new int[64];
  private int count;

  TokenWriter(TextVectorization.Config config, Column column, Map<String, Object> statistics) {
    this.config = config;
    this.cutter = new Tokens(config);
    int first = config.isInt() ? 2 : 1;
    Statistics.texts(statistics, column, "vocabulary")
        .forEach(token -> places.put(token, first + places.size()));
    idf =
        config.outputMode() == TextVectorization.OutputMode.TF_IDF
            ? Statistics.numbers(statistics, column, "idf")
            : new double[0];
  }

  void write(String text, Row to, int column) {
    count = 0;
    int unknown = config.isInt() ? 1 : 0;
    cutter.of(text, token -> add(places.getOrDefault(token, unknown)));
    if (config.isInt()) {
      ids((int[]) to.array(column), to.offset(column), to.elements(column));
    } else {
      vector((float[]) to.array(column), to.offset(column), to.elements(column));
    }
  }

  private void add(int id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = id;
  }

  private void ids(int[] target, int offset, int length) {
    int n = Math.min(count, length);
    int start = config.padding() == TextVectorization.Side.PRE ? length - n : 0;
    Arrays.fill(target, offset, offset + length, 0);
    System.arraycopy(ids, 0, target, offset + start, n);
  }

  private void vector(float[] target, int offset, int size) {
    Arrays.fill(target, offset, offset + size, 0);
    boolean hot = config.outputMode() == TextVectorization.OutputMode.MULTI_HOT;
    for (int i = 0; i < count; i++) {
      int place = offset + ids[i];
      target[place] = hot ? 1 : target[place] + 1;
    }
    if (idf.length > 0) {
      double mean = Arrays.stream(idf).average().orElse(1);
      target[offset] *= (float) mean;
      for (int i = 1; i < size; i++) {
        target[offset + i] *= (float) idf[i - 1];
      }
    }
  }
}
