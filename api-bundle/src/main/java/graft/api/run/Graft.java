package graft.api.run;

import graft.api.ConfigException;
import graft.api.Kind;
import graft.api.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The way in: types, models, training, prediction. In OSGi a service; elsewhere {@link #create()}.
 * Thread-safe.
 */
@ProviderType
public interface Graft extends AutoCloseable {
  /** How a core makes itself known to {@link ServiceLoader}. */
  @ProviderType
  interface Provider {
    Graft create(ClassLoader plugins);
  }

  /** Graft on a plain class path, with the plug-ins that this interface's class loader sees. */
  static Graft create() {
    return create(Graft.class.getClassLoader());
  }

  /**
   * Graft with the core and the plug-ins that a class loader sees.
   *
   * @throws ConfigException if there is no core
   */
  static Graft create(ClassLoader loader) {
    return ServiceLoader.load(Provider.class, loader)
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "there is no Graft core on the class path",
                    "add the artifact graft:graft-core"))
        .create(loader);
  }

  /** All installed types, sorted by kind and name; the one that wins for each. */
  List<TypeInfo> types();

  /**
   * One type.
   *
   * @throws graft.api.MissingTypeException if it is not installed
   */
  TypeInfo describe(Kind kind, String type);

  /** Rises with each type that comes, goes or changes. */
  long generation();

  /**
   * Reads a model file.
   *
   * @param where the file's name, for messages
   * @throws ConfigException if it is no JSON, or has an unknown, missing or wrong field
   */
  RunSpec parse(String json, String where);

  /** The JSON text of a spec, indented. */
  String format(RunSpec spec);

  /**
   * The layers of a model with their output shapes and numbers of parameters. Where the model
   * leaves the shape of an input open, it is taken from the data.
   */
  Summary summary(RunSpec spec);

  /**
   * The same of a run, from what it recorded of its data, which need not be there any more.
   *
   * @throws graft.api.DataException if it is no run
   */
  Summary summary(Path run);

  /**
   * Makes examples in memory known as the data source {@code {"type": "memory", "name": name}},
   * until the result is closed.
   *
   * @throws ConfigException if the name is taken
   */
  AutoCloseable provide(String name, Dataset data);

  /** Starts a training job; its errors up to the first step are thrown here. */
  Job train(RunSpec spec, TrainOptions options);

  /** The jobs of this session by number: those at work, and the last ones that ended. */
  List<Job> jobs();

  /**
   * The loss and the metrics of a trained run on other data.
   *
   * @param run a run's folder
   * @param data a source, or null for the run's own validation data
   */
  Result evaluate(
      Path run, graft.api.@org.jspecify.annotations.Nullable Spec data, TrainOptions options);

  /** A predictor from a trained run's folder. */
  Predictor predictor(Path run, TrainOptions options);

  /**
   * Writes a run's weights as a safetensors file.
   *
   * @param last those of its last checkpoint, not of its best
   * @return how many tensors it has
   * @throws graft.api.DataException if it is no run, or the file cannot be written
   */
  int export(Path run, Path file, WeightLayout layout, boolean last);

  /** What holds for all jobs that are not told otherwise. */
  Settings settings();

  /**
   * Changes it: for new jobs, and as to threads and messages for running ones. In OSGi the
   * configuration of PID {@code graft} does so too.
   */
  void settings(Settings settings);

  /** The benchmarks that bundles offer. */
  List<Benchmark> benchmarks();

  /** Tracing, gradients and running by hand, for test kits and tools. */
  Lab lab();

  @Override
  void close();
}
