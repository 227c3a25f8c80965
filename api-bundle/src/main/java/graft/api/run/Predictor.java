package graft.api.run;

import graft.api.NdArray;
import graft.api.Spec;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A trained model that answers. Thread-safe. */
@ProviderType
public interface Predictor extends AutoCloseable {
  /** The columns that it takes: the run's features before its transforms. */
  Schema schema();

  /** The names of the classes by output; outputs that are no classes, or have no names, lack. */
  Map<String, List<String>> classes();

  /** The source of the run's training data, as its model file names it. */
  Spec source();

  /**
   * Opens a source as the run's own was opened, for {@link #predict}; targets may be missing.
   *
   * @throws graft.api.GraftException if it cannot be read, or a feature is missing or of another
   *     type
   */
  Dataset open(Spec source);

  /** The outputs by name, (examples, …), for examples of {@link #schema}'s features. */
  Map<String, NdArray> predict(Dataset examples);

  /**
   * What the run held back of its data, with predictions; empty if it held back nothing.
   *
   * @param most how many examples at most; of large outputs it may be fewer
   * @throws graft.api.GraftException if the run's data are no longer there
   */
  default Optional<Held> held(int most) {
    return Optional.empty();
  }

  @Override
  void close();
}
