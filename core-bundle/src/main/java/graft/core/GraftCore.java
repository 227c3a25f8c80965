package graft.core;

import graft.api.ConfigException;
import graft.api.Kind;
import graft.api.MissingTypeException;
import graft.api.Spec;
import graft.api.accel.Accelerator;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.api.run.Benchmark;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.Lab;
import graft.api.run.Predictor;
import graft.api.run.Result;
import graft.api.run.RunSpec;
import graft.api.run.Settings;
import graft.api.run.Summary;
import graft.api.run.TrainOptions;
import graft.api.run.TypeInfo;
import graft.api.run.WeightLayout;
import graft.core.json.Json;
import graft.core.lab.CoreLab;
import graft.core.registry.OsgiProviders;
import graft.core.registry.Registration;
import graft.core.registry.Registry;
import graft.core.spec.SpecReader;
import graft.core.state.RunRecord;
import graft.core.trace.TimeLimit;
import graft.core.trace.TracedModel;
import graft.core.trace.Tracer;
import graft.core.train.DataPipeline;
import graft.core.train.TrainedRun;
import graft.core.train.Trainer;
import graft.core.train.TrainingPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Graft over the registry of an OSGi framework, or over that of a class path. */
@Component(service = Graft.class, configurationPid = "graft")
@Designate(ocd = Configuration.class)
public final class GraftCore implements Graft {
  private static final System.Logger LOG = System.getLogger(GraftCore.class.getName());

  /** As long as a change of a running job may take; see {@code train.Adaptation}. */
  private static final TimeLimit TRACING = new TimeLimit(60);

  /** What all jobs together get to end: a step of a large model and a checkpoint. */
  private static final Duration CLOSING = Duration.ofSeconds(60);

  /** So many jobs that ended are listed at the most. */
  private static final int MOST_ENDED = 20;

  private final Registry registry;
  private final Runnable release;
  private final HeldAccelerators accelerators;
  private final Tracer tracer;
  private final Trainer trainer;
  private final MemorySource memory = new MemorySource();
  private final List<Registration> own;
  private final Map<Long, Job> jobs = new ConcurrentSkipListMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final LogLevel logLevel = new LogLevel();
  private volatile Settings settings = Settings.defaults();

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  private volatile List<Benchmark> benchmarks = List.of();

  @Activate
  public GraftCore(@Reference OsgiProviders providers, Map<String, Object> configuration) {
    this(providers.registry(), providers.version(), () -> {});
    configure(configuration);
  }

  /**
   * @param version the core's
   * @param release called at the end
   */
  GraftCore(Registry registry, String version, Runnable release) {
    this.registry = registry;
    this.release = release;
    this.accelerators = new HeldAccelerators(registry);
    this.tracer = new Tracer(registry);
    this.trainer = new Trainer(registry, accelerators, this::trace);
    this.own = List.of(registry.add(Kind.SOURCE, "memory", version, () -> memory));
  }

  /** Takes a configuration, or goes on with what it has where a value is wrong. */
  @Modified
  void configure(Map<String, Object> configuration) {
    try {
      settings(Settings.of(configuration));
    } catch (ConfigException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage() + "; the former values stay");
    }
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public synchronized void settings(Settings wanted) {
    settings = wanted;
    accelerators.limit(wanted.threads(), wanted.memory() << 20);
    wanted.log().ifPresentOrElse(logLevel::set, logLevel::reset);
  }

  private TracedModel trace(RunSpec spec, Schema schema) {
    return TRACING.run("model", () -> tracer.trace(spec, schema));
  }

  @Override
  public List<TypeInfo> types() {
    return registry.types();
  }

  @Override
  public TypeInfo describe(Kind kind, String type) {
    return registry.describe(kind, type);
  }

  @Override
  public long generation() {
    return registry.generation();
  }

  @Override
  public AutoCloseable provide(String name, Dataset data) {
    return memory.add(name, data);
  }

  @Override
  public RunSpec parse(String json, String where) {
    return SpecReader.parse(json, where);
  }

  @Override
  public String format(RunSpec spec) {
    return Json.format(spec.json());
  }

  @Override
  public Summary summary(RunSpec given) {
    RunSpec spec = SpecReader.check(given, "model file");
    if (Tracer.statesInputs(spec) || spec.get("data", "source") == null) {
      return summary(spec, Optional.empty());
    }
    try (DataPipeline data = DataPipeline.open(spec, TrainingPlan.of(spec), registry)) {
      return summary(spec, Optional.of(data.schema()));
    }
  }

  @Override
  public Summary summary(Path run) {
    RunRecord record = RunRecord.read(run);
    return summary(record.spec(), Optional.of(TrainedRun.schema(record, registry)));
  }

  private Summary summary(RunSpec spec, Optional<Schema> schema) {
    return TRACING.run("model", () -> tracer.summary(spec, schema));
  }

  @Override
  public Job train(RunSpec spec, TrainOptions given) {
    TrainOptions options = complete(given);
    long number = numbers.incrementAndGet();
    Job job = trainer.start(number, SpecReader.check(spec, "model file"), options);
    jobs.put(number, job);
    List<Job> ended = jobs().stream().filter(j -> j.state().isEnd()).toList();
    ended.stream().limit(Math.max(0, ended.size() - MOST_ENDED)).forEach(this::forget);
    return job;
  }

  private void forget(Job job) {
    jobs.remove(job.number());
  }

  /** The options with what the settings say of that which they leave open. */
  private TrainOptions complete(TrainOptions options) {
    boolean own = options.accelerator().isPresent();
    Optional<String> wanted = own ? options.accelerator() : settings.accelerator();
    if (wanted.isEmpty()) {
      return options;
    }
    List<String> there = lab().accelerators();
    if (!there.contains(wanted.get())) {
      String where = own ? "--accelerator" : "configuration 'graft': accelerator";
      throw new MissingTypeException(where, Kind.ACCELERATOR, wanted.get(), there);
    }
    return options.accelerator(wanted.get());
  }

  @Override
  public List<Job> jobs() {
    return List.copyOf(jobs.values());
  }

  @Override
  public Result evaluate(Path run, @Nullable Spec data, TrainOptions options) {
    return TrainedRun.open(run, registry, this::trace)
        .evaluate(Optional.ofNullable(data), accelerator(options), options);
  }

  @Override
  public Predictor predictor(Path run, TrainOptions options) {
    return TrainedRun.open(run, registry, this::trace)
        .predictor(accelerator(options), options.threads());
  }

  @Override
  public int export(Path run, Path file, WeightLayout layout, boolean last) {
    return TrainedRun.open(run, registry, this::trace).export(file, layout, last);
  }

  private Accelerator accelerator(TrainOptions options) {
    return accelerators.best(complete(options).accelerator(), Set.of());
  }

  @Override
  public List<Benchmark> benchmarks() {
    return List.copyOf(benchmarks);
  }

  @Override
  public Lab lab() {
    return new CoreLab(registry);
  }

  /** Ends all jobs, each with a checkpoint, and waits for them; not for one whose plug-in hangs. */
  @Override
  @Deactivate
  public void close() {
    List<Job> running = jobs();
    running.forEach(Job::stop);
    long end = System.nanoTime() + CLOSING.toNanos();
    for (Job job : running) {
      try {
        if (job.await(Duration.ofNanos(end - System.nanoTime())).isEmpty()) {
          LOG.log(
              System.Logger.Level.WARNING,
              "job " + job.number() + " does not end: it is left as its last checkpoint has it");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    own.forEach(Registration::close);
    accelerators.close();
    release.run();
  }
}
