package graft.data.transform.text;

import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.Counts;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Learns of a column of texts its vocabulary, in how many texts each token comes, and the length
 * that 99 % of the texts do not exceed.
 */
final class TokenFit implements Transform.Fit {
  private static final double COVERED = 0.99;

  private final class Learned {
    private final Counts<String> tokens = new Counts<>();
    private final Counts<String> texts = new Counts<>();
    private final TreeMap<Integer, Long> lengths = new TreeMap<>();
    private long count;

    void accept(String text) {
      seen.clear();
      int[] length = {0};
      cutter.of(
          text,
          token -> {
            length[0]++;
            tokens.add(token);
            if (idf && seen.add(token)) {
              texts.add(token);
            }
          });
      lengths.merge(length[0], 1L, Long::sum);
      count++;
    }

    /** The least length that covers the share. */
    long length() {
      long covered = 0;
      for (Map.Entry<Integer, Long> entry : lengths.entrySet()) {
        covered += entry.getValue();
        if (covered >= COVERED * count) {
          return Math.max(1, entry.getKey());
        }
      }
      return 1;
    }
  }

  private final TextVectorization.Config config;
  private final Schema schema;
  private final boolean idf;
  private final Tokens cutter;
  private final Set<String> seen = new HashSet<>();
  private final Map<Integer, Learned> learned = new LinkedHashMap<>();

  TokenFit(TextVectorization.Config config, Schema schema, List<Integer> chosen) {
    this.config = config;
    this.schema = schema;
    this.idf = config.outputMode() == TextVectorization.OutputMode.TF_IDF;
    this.cutter = new Tokens(config);
    chosen.forEach(i -> learned.put(i, new Learned()));
  }

  @Override
  public void accept(Row row) {
    learned.forEach((column, own) -> own.accept(row.text(column, 0)));
  }

  @Override
  public Map<String, Object> statistics() {
    Map<String, Object> all = new LinkedHashMap<>();
    learned.forEach(
        (i, own) -> {
          List<String> words =
              config
                  .vocabulary()
                  .orElseGet(() -> own.tokens.byFrequency(config.minFrequency(), config.most()));
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("vocabulary", words);
          one.put("length", List.of(own.length()));
          if (idf) {
            one.put("idf", words.stream().map(w -> idf(own.count, own.texts.of(w))).toList());
          }
          all.put(schema.columns().get(i).name(), one);
        });
    return all;
  }

  private static double idf(long texts, long with) {
    return Math.log(1 + texts / (1.0 + with));
  }
}
