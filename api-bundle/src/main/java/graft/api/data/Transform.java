package graft.api.data;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Prepares examples: schema → schema, row → row. Statistics are fitted on training data only, kept
 * with the model, and applied the same in prediction.
 */
@ConsumerType
public interface Transform<C> {
  /** Looks at training examples. */
  interface Fit {
    void accept(Row row);

    /** What was learned, as JSON values (Double, Long, String, List, Map). */
    Map<String, Object> statistics();
  }

  /** Prepares one example; used by one thread. */
  interface Mapper {
    /**
     * Fills the columns of {@code to} that the transform makes.
     *
     * @param random numbers that depend on the seed, the transform and the example only
     */
    void apply(Row from, Row to, RandomGenerator random);

    /**
     * Works on a whole batch for training after its rows went through all transforms: what mixes
     * examples with each other (mixup). The transform must be for training only, and the last that
     * changes the columns it touches.
     *
     * @param examples how many rows are filled
     * @param random numbers that depend on the seed, the transform, the epoch and the place of the
     *     batch only
     */
    default void finish(Batch batch, int examples, RandomGenerator random) {}
  }

  /**
   * The schema after the transform. Called before {@link #fit}, so that a wrong configuration is
   * refused before the pass over the data.
   *
   * @throws graft.api.ConfigException if a column that it needs is missing or of another type
   */
  Schema schema(C config, Schema schema);

  /**
   * The schema after the transform where sizes or classes come from what was fitted (the number of
   * words of a vocabulary); {@link #schema(Object, Schema)} then only checks.
   */
  default Schema schema(C config, Schema schema, Map<String, Object> statistics) {
    return schema(config, schema);
  }

  /** A pass over the training data, or null if there is nothing to learn. */
  default @org.jspecify.annotations.Nullable Fit fit(C config, Schema schema) {
    return null;
  }

  /** A mapper with fitted statistics; each worker thread gets its own. */
  Mapper mapper(C config, Schema schema, Map<String, Object> statistics);

  /** True if it is for training only (augmentation). */
  default boolean trainingOnly() {
    return false;
  }
}
