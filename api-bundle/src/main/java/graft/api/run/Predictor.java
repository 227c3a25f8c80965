package graft.api.run;

import graft.api.NdArray;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** A trained model that answers. Thread-safe. */
@ProviderType
public interface Predictor extends AutoCloseable {
  /** The columns that it takes: the run's features before its transforms. */
  Schema schema();

  /** The names of the classes of the first output, or empty. */
  List<String> classes();

  /** The outputs by name, (examples, …), for examples of {@link #schema}'s features. */
  Map<String, NdArray> predict(Dataset examples);

  @Override
  void close();
}
