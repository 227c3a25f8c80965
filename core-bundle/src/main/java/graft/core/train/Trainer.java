package graft.core.train;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.accel.Accelerator;
import graft.api.data.Schema;
import graft.api.run.Job;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import graft.core.registry.Provider;
import graft.core.registry.Registry;
import graft.core.state.Checkpoint;
import graft.core.state.Fingerprint;
import graft.core.state.ProvidedType;
import graft.core.state.RunFolder;
import graft.core.state.RunRecord;
import graft.core.trace.TracedModel;
import graft.core.weights.FirstWeights;
import graft.core.weights.WeightPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Starts training jobs: new ones, and runs that go on from a checkpoint. */
public final class Trainer {
  private static final long PROGRESS_NANOS = 100_000_000;

  private final Registry registry;
  private final Accelerators accelerators;
  private final BiFunction<RunSpec, Schema, TracedModel> tracer;
  private final long progressNanos;

  /**
   * @param tracer traces a model for columns as they come out of the transforms, with the
   *     registry's present generation
   */
  public Trainer(
      Registry registry,
      Accelerators accelerators,
      BiFunction<RunSpec, Schema, TracedModel> tracer) {
    this(registry, accelerators, tracer, PROGRESS_NANOS);
  }

  Trainer(
      Registry registry,
      Accelerators accelerators,
      BiFunction<RunSpec, Schema, TracedModel> tracer,
      long progressNanos) {
    this.registry = registry;
    this.accelerators = accelerators;
    this.tracer = tracer;
    this.progressNanos = progressNanos;
  }

  /**
   * Starts a job.
   *
   * @param number its number
   * @param spec what to train; of a run that is resumed, its spec, perhaps with more epochs
   * @throws graft.api.GraftException if anything is wrong before the first step
   */
  public Job start(long number, RunSpec spec, TrainOptions options) {
    TrainingPlan plan = TrainingPlan.of(spec);
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      return options.resume().isPresent()
          ? resume(number, spec, plan, options, opened)
          : begin(number, spec, plan, options, opened);
    } catch (RuntimeException | Error e) {
      for (int i = opened.size() - 1; i >= 0; i--) {
        close(opened.get(i), e);
      }
      throw e;
    }
  }

  private static void close(AutoCloseable opened, Throwable fault) {
    try {
      opened.close();
    } catch (Exception e) {
      fault.addSuppressed(e);
    }
  }

  private Job begin(
      long number,
      RunSpec spec,
      TrainingPlan plan,
      TrainOptions options,
      List<AutoCloseable> opened) {
    DataPipeline data = DataPipeline.open(spec, plan, registry);
    opened.add(data);
    TracedModel model = tracer.apply(spec, data.schema());
    // Late, so that what is wrong with model or data leaves no folder behind.
    RunFolder folder = RunFolder.create(options.out());
    opened.add(folder::discard);
    Optional<Checkpoint> none = Optional.empty();
    TrainingJob job = job(number, folder, data, plan, model, options, none, List.of());
    write(folder, model, data, data.fingerprint());
    job.start();
    return job;
  }

  private Job resume(
      long number,
      RunSpec spec,
      TrainingPlan plan,
      TrainOptions options,
      List<AutoCloseable> opened) {
    Path path = options.resume().orElseThrow();
    RunFolder folder = RunFolder.resume(path);
    opened.add(folder);
    RunRecord record = RunRecord.read(path);
    DataPipeline data = DataPipeline.open(spec, plan, registry, DataPipeline.Learnt.of(record));
    opened.add(data);
    TracedModel model = tracer.apply(spec, data.schema());
    List<String> lines = new ArrayList<>();
    Fingerprint fingerprint = data.fingerprint();
    List<String> changes = record.data().changes(fingerprint);
    if (!changes.isEmpty()) {
      lines.add("warning: the data were changed since: " + String.join(", ", changes));
    }
    Optional<Checkpoint> from = lastWhole(folder, lines);
    from.filter(c -> c.seed() != plan.seed())
        .ifPresent(
            c -> {
              throw new ConfigException(
                  "training.seed",
                  "the run has seed " + c.seed() + ", got " + plan.seed(),
                  "a run goes on with its seed");
            });
    long step = from.map(Checkpoint::step).orElse(0L);
    Optional<String> complete = from.flatMap(plan::complete);
    lines.add(
        complete
            .or(() -> from.map(c -> "goes on after step " + step))
            .orElse("the run has no checkpoint yet: it begins anew"));
    TrainingJob job = job(number, folder, data, plan, model, options, from, lines);
    folder.checkpoints().discardAfter(step);
    folder.metricsUpTo(step);
    if (complete.isEmpty()) { // or else the run stays what it was, with its own plan
      write(folder, model, data, fingerprint);
    }
    job.start();
    return job;
  }

  /** The newest checkpoint that is whole; empty if the run never had one. */
  private static Optional<Checkpoint> lastWhole(RunFolder folder, List<String> lines) {
    List<String> problems = new ArrayList<>();
    Optional<Checkpoint> last = folder.checkpoints().last(problems::add);
    if (last.isEmpty() && !problems.isEmpty()) {
      throw new DataException(
          folder.path().toString(),
          "none of its checkpoints is whole: " + String.join("; ", problems),
          "train anew into another folder, or delete its folder 'checkpoints' to begin again");
    }
    problems.forEach(problem -> lines.add("not used: " + problem));
    return last;
  }

  private TrainingJob job(
      long number,
      RunFolder folder,
      DataPipeline data,
      TrainingPlan plan,
      TracedModel model,
      TrainOptions options,
      Optional<Checkpoint> from,
      List<String> notes) {
    Accelerator accelerator = accelerators.best(options.accelerator(), Set.of());
    List<String> lines = new ArrayList<>();
    lines.add("accelerator: " + accelerator.description(options.threads()));
    lines.add("examples: " + data.examples() + ", held back " + data.validationExamples());
    lines.addAll(data.notes());
    lines.addAll(notes);
    FirstWeights.Loaded first = firstWeights(model, from);
    lines.addAll(first.lines());
    RunSpec named = new RunSpec(model.spec());
    Schema schema = data.schema();
    return new TrainingJob(
        new JobSetup(
            number,
            folder,
            data,
            plan,
            model,
            () -> tracer.apply(named, schema),
            registry,
            accelerators,
            options,
            from,
            first.values(),
            lines,
            progressNanos));
  }

  /** A run that goes on has weights of its own, if it came to its first checkpoint. */
  private static FirstWeights.Loaded firstWeights(TracedModel model, Optional<Checkpoint> from) {
    return WeightPlan.of(new RunSpec(model.spec()))
        .filter(plan -> from.isEmpty())
        .map(plan -> FirstWeights.load(plan, model.states()))
        .orElse(FirstWeights.Loaded.NONE);
  }

  private void write(
      RunFolder folder, TracedModel model, DataPipeline data, Fingerprint fingerprint) {
    List<ProvidedType> types = new ArrayList<>();
    model.types().keySet().forEach(key -> provided(key).ifPresent(types::add));
    RunSpec spec = new RunSpec(model.spec());
    folder.write(new RunRecord(spec, data.statistics(), data.sourceSchema(), fingerprint, types));
  }

  private Optional<ProvidedType> provided(TracedModel.TypeKey key) {
    return registry.providers(key.kind()).stream()
        .filter(provider -> provider.type().equals(key.type()))
        .findFirst()
        .map(Trainer::provided);
  }

  private static ProvidedType provided(Provider provider) {
    return new ProvidedType(
        provider.kind(), provider.type(), provider.bundle(), provider.version());
  }
}
