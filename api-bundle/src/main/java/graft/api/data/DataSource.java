package graft.api.data;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where examples come from: a plug-in of kind {@code source}. In a data spec on the command line,
 * {@code type:A,B,key=value}, plain words fill the configuration's fields in order.
 */
@ConsumerType
public interface DataSource<C> {
  /**
   * Opens the examples; relative paths are relative to the working directory.
   *
   * @throws graft.api.DataException if they are missing or malformed; the message names file and
   *     place
   */
  Dataset open(C config);

  /**
   * Opens examples for a model that was trained on others, to validate, evaluate or predict. Where
   * the source infers types, classes or sizes, it must now take those of {@code like}; columns of
   * role target and weight may be missing, features may not. The core checks the result.
   *
   * @param like the columns of the training data, before all transforms
   */
  default Dataset open(C config, Schema like) {
    return open(config);
  }

  /**
   * Opens other examples of the same kind that no training sees, for sources that bring some (test
   * files, generated data from another seed).
   */
  default Optional<Dataset> openTest(C config) {
    return Optional.empty();
  }
}
