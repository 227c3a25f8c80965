package graft.core.train;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.Spec;
import graft.api.data.Batch;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.run.RunSpec;
import graft.core.registry.PluginFault;
import graft.core.registry.Registry;
import graft.core.state.Fingerprint;
import graft.core.state.RunRecord;
import graft.core.trace.Specs;
import graft.core.trace.TracedModel.TypeKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * From a model file's {@code data} section to batches: the source, its split into training and
 * validation, and the transforms, fitted on the training part only.
 *
 * <p>{@code data.validation} is a fraction (of examples chosen at random by the seed; 0 for none),
 * <code>{"last": N}</code> or another source; without it, the test examples that a source brings
 * are taken. How they are read: {@link ReadingPlan}.
 */
public final class DataPipeline implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DataPipeline.class.getName());

  /** How many examples a fingerprint is of. */
  private static final int SAMPLE = 8;

  /** The most examples of a stream: no sum or product with a batch's size overflows. */
  private static final long LONGEST = 1L << 40;

  private final List<Dataset> opened = new ArrayList<>();
  private final Dataset training;
  private final Optional<Dataset> validation;
  private final Transforms transforms;
  private final TrainingPlan plan;
  private final ReadingPlan reading;
  private final Set<String> notes = new LinkedHashSet<>();
  private final Set<TypeKey> types = new LinkedHashSet<>();

  /**
   * What is known of a run's data from before.
   *
   * @param columns the source's
   * @param statistics what each transform learned
   */
  record Learnt(Schema columns, List<Map<String, Object>> statistics) {
    static Learnt of(RunRecord run) {
      return new Learnt(run.schema(), run.statistics());
    }
  }

  private DataPipeline(RunSpec spec, TrainingPlan plan, Registry registry, Optional<Learnt> begun) {
    this.plan = plan;
    reading = ReadingPlan.of(spec);
    try {
      Section data = new Section(spec, "data");
      Spec source = source(spec);
      Dataset whole = opened(openSource(registry, source, Optional.empty()));
      begun.ifPresent(run -> requireColumns(run.columns(), whole.schema()));
      Split split = split(data, source, whole, registry);
      training = split.training();
      validation =
          split.validation().size() == 0 ? Optional.empty() : Optional.of(split.validation());
      List<Spec> specs = data.specs("transforms");
      types.add(new TypeKey(Kind.SOURCE, source.type()));
      specs.forEach(transform -> types.add(new TypeKey(Kind.TRANSFORM, transform.type())));
      transforms =
          begun.isPresent()
              ? Transforms.of(
                  specs, begun.get().statistics(), registry, plan.seed(), whole.schema())
              : Transforms.fit(specs, registry, plan.seed(), training);
      Weighting.of(schema(), plan.classWeights()); // here, not when the job is under way
      if (plan.shuffle() && training.isStream()) {
        reading.capacity(training);
      }
      opened.forEach(dataset -> notes.addAll(dataset.notes()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens the data of a new run, and fits its transforms.
   *
   * @throws ConfigException if the section is wrong
   * @throws graft.api.DataException if a source is missing, malformed or empty
   */
  public static DataPipeline open(RunSpec spec, TrainingPlan plan, Registry registry) {
    return new DataPipeline(spec, plan, registry, Optional.empty());
  }

  /**
   * Opens the data of a run that was begun before, with what its transforms learned then.
   *
   * @throws ConfigException if the data have other columns than then
   */
  static DataPipeline open(RunSpec spec, TrainingPlan plan, Registry registry, Learnt begun) {
    return new DataPipeline(spec, plan, registry, Optional.of(begun));
  }

  private static void requireColumns(Schema begun, Schema now) {
    OwnColumns.require("data.source", begun, now, false); // says what is missing or other
    if (!begun.equals(now)) {
      throw new ConfigException(
          "data.source",
          "the columns are not those that the run was begun with: expected "
              + begun
              + ", got "
              + now,
          "train a new run with these data");
    }
  }

  /** The source that a model file names. */
  static Spec source(RunSpec spec) {
    Object source = spec.get("data", "source");
    if (source == null) {
      throw new ConfigException("data.source", "no data is named", "say --data, or data.source");
    }
    return Specs.of(source, "data.source");
  }

  private Split split(Section data, Spec source, Dataset whole, Registry registry) {
    Object value = data.get("validation");
    if (value instanceof Number fraction) {
      return fraction.doubleValue() == 0
          ? new Split(whole, none(whole))
          : Split.fraction(whole, fraction.doubleValue(), plan.seed());
    }
    if (value instanceof Map<?, ?> map && map.get("last") instanceof Long count) {
      return Split.last(whole, count);
    }
    if (value != null) {
      Spec named = Specs.of(value, "data.validation");
      Dataset other = opened(openSource(registry, named, Optional.of(whole.schema())));
      OwnColumns.require("data.validation", whole.schema(), other.schema(), false);
      return new Split(whole, other);
    }
    Optional<Dataset> test =
        call(
            registry,
            source,
            (plugin, config, guard) ->
                plugin.openTest(config).map(own -> checked(guard.apply(own), 0)));
    test.ifPresent(
        held -> {
          opened.add(held);
          OwnColumns.require("the source's test data", whole.schema(), held.schema(), false);
        });
    return new Split(whole, test.orElse(none(whole)));
  }

  private static Dataset none(Dataset whole) {
    return new Part(whole, new int[0]);
  }

  private Dataset opened(Dataset dataset) {
    opened.add(dataset);
    return dataset;
  }

  /**
   * Opens a source alone.
   *
   * @param like the columns of the training data, for another source
   */
  static Dataset openSource(Registry registry, Spec source, Optional<Schema> like) {
    return call(
        registry,
        source,
        (plugin, config, guard) -> {
          Dataset data = like.isPresent() ? plugin.open(config, like.get()) : plugin.open(config);
          return checked(guard.apply(data), 1);
        });
  }

  private static Dataset checked(Dataset dataset, int least) {
    long most = dataset.isStream() ? LONGEST : Integer.MAX_VALUE;
    if (dataset.size() >= least && dataset.size() <= most) {
      return dataset;
    }
    long size = dataset.size();
    dataset.close();
    throw new DataException(least + " to " + most + " examples expected, got " + size, "");
  }

  /** What is done with a source; {@code guard} has the faults of its data name it. */
  private interface Use<R> {
    R apply(DataSource<Object> source, Object config, UnaryOperator<Dataset> guard);
  }

  @SuppressWarnings("unchecked")
  private static <R> R call(Registry registry, Spec source, Use<R> body) {
    String where = "source (" + source.type() + ")";
    try {
      return registry.use(
          Kind.SOURCE,
          source.type(),
          (plugin, provider) ->
              body.apply(
                  (DataSource<Object>) plugin,
                  registry.config(plugin, Kind.SOURCE, source, ""),
                  data -> new SourceData(data, where, provider.toString())));
    } catch (GraftException e) {
      throw e.at(where);
    }
  }

  /** The source's columns, before all transforms. */
  public Schema sourceSchema() {
    return transforms.source();
  }

  /** The columns as they reach the model. */
  public Schema schema() {
    return transforms.schema();
  }

  /** What each transform learned, in order; empty for those that learn nothing. */
  public List<Map<String, Object>> statistics() {
    return transforms.statistics();
  }

  /** The types that read and map the training data. */
  Set<TypeKey> types() {
    return types;
  }

  /** What users should know of how the data were read. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** How many examples an epoch trains. */
  public long examples() {
    return training.size();
  }

  /** How many examples are held back; 0 for none. */
  public long validationExamples() {
    return validation.map(Dataset::size).orElse(0L);
  }

  /** What other data would be told from these by: a few examples are read for it. */
  Fingerprint fingerprint() {
    Row row = new Batch(training.schema(), 1).row();
    long sample = 0;
    try (Dataset.Cursor first = training.cursor()) {
      for (long i = 0; i < Math.min(SAMPLE, examples()); i++) {
        if (training.isStream()) {
          first.next(row);
        } else {
          training.read(i * examples() / SAMPLE, row);
        }
        sample = Fingerprint.hash(sample, row);
      }
    } catch (Throwable e) { // a plug-in reads; if it cannot, the training will say so
      LOG.log(System.Logger.Level.DEBUG, "no fingerprint: " + PluginFault.text(e));
    }
    return new Fingerprint(examples(), validationExamples(), sample);
  }

  /** The examples that are held back, as the source gives them. */
  Optional<Dataset> held() {
    return validation;
  }

  /** The most examples that a batch of training or validation holds. */
  int batch() {
    return (int) Math.min(plan.batch(), Math.max(examples(), validationExamples()));
  }

  /** How many steps an epoch takes; the last may be of fewer examples. */
  public long stepsPerEpoch() {
    return (examples() + plan.batch() - 1) / plan.batch();
  }

  /** Training batches from a place in an epoch on. */
  BatchReader training(int epoch, long examples) {
    BatchReader.Feed feed =
        new BatchReader.Feed(
            training,
            schema(),
            mappings(training, reading.workers(), plan.batch(), () -> transforms.mapping(true)),
            Weighting.of(schema(), plan.classWeights()),
            plan.seed(),
            plan.shuffle(),
            training.isStream() && plan.shuffle() ? reading.capacity(training) : 0);
    return new BatchReader(feed, plan.batch(), epoch, examples);
  }

  /** One for each worker; for a few batches, not more than those. */
  private static List<Mapping> mappings(
      Dataset data, int workers, int batch, Supplier<Mapping> mapping) {
    long batches = (data.size() + batch - 1) / batch;
    return Stream.generate(mapping).limit(Math.min(workers, batches)).toList();
  }

  /** Validation batches, in the data's order; empty if nothing is held back. */
  Optional<BatchReader> validation() {
    return validation.map(
        data -> evaluation(data, "data.validation", transforms, plan.batch(), reading, false));
  }

  /**
   * Batches of a data set for evaluation or prediction, in its order.
   *
   * @param where what the data are, for messages
   * @param predicting targets and weights may be missing
   */
  static BatchReader evaluation(
      Dataset data,
      String where,
      Transforms transforms,
      int batch,
      ReadingPlan reading,
      boolean predicting) {
    Schema given = data.schema();
    OwnColumns columns = new OwnColumns(where, transforms.source(), given, predicting);
    boolean same = given.equals(transforms.source());
    BatchReader.Feed feed =
        new BatchReader.Feed(
            new SourceData(data, where, "the plug-in"), // other than a source's there are a user's
            transforms.schema(),
            mappings(
                data,
                reading.workers(),
                batch,
                () -> same ? transforms.mapping(false) : transforms.mapping(given, columns)),
            Weighting.of(transforms.schema(), Map.of()),
            0,
            false,
            0);
    return new BatchReader(feed, batch, 0, 0);
  }

  /** Closes the data; all readers must have been closed before. */
  @Override
  public void close() {
    for (Dataset dataset : opened) {
      try {
        dataset.close();
      } catch (GraftException e) { // what was learned is kept
        LOG.log(System.Logger.Level.WARNING, "closing the data: " + e.getMessage());
      }
    }
    opened.clear();
  }
}
