package graft.core.train;

import graft.api.DataException;
import graft.api.Spec;
import graft.api.accel.Accelerator;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.api.run.Event;
import graft.api.run.Result;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import graft.api.run.WeightLayout;
import graft.core.registry.Registry;
import graft.core.state.ArrayFiles;
import graft.core.state.Checkpoint;
import graft.core.state.Checkpoints;
import graft.core.state.RunFolder;
import graft.core.state.RunRecord;
import graft.core.state.StateStore;
import graft.core.trace.TracedModel;
import graft.core.weights.WeightExport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** A run's folder opened again, to evaluate and to predict: its spec, transforms, best weights. */
public final class TrainedRun {
  private static final System.Logger LOG = System.getLogger(TrainedRun.class.getName());

  private final Registry registry;
  private final Path run;
  private final RunRecord record;
  private final TrainingPlan plan;
  private final Checkpoint checkpoint;
  private final Transforms transforms;
  private final TracedModel model;

  private TrainedRun(Path run, Registry registry, BiFunction<RunSpec, Schema, TracedModel> tracer) {
    this.registry = registry;
    this.run = run;
    record = RunRecord.read(run);
    plan = TrainingPlan.of(record.spec());
    Checkpoints checkpoints = RunFolder.checkpoints(run);
    List<String> problems = new ArrayList<>();
    checkpoint =
        checkpoints
            .best(problems::add)
            .orElseThrow(
                () ->
                    new DataException(
                        run.toString(),
                        problems.isEmpty()
                            ? "there is no checkpoint"
                            : "none of its checkpoints is whole: " + String.join("; ", problems),
                        "train it for at least one epoch"));
    for (String problem : problems) {
      LOG.log(
          System.Logger.Level.WARNING,
          problem + "; the checkpoint of step " + checkpoint.step() + " is used instead");
    }
    transforms = transforms(record, registry);
    model = tracer.apply(record.spec(), transforms.schema());
  }

  /**
   * Opens a run, with the weights of its best checkpoint.
   *
   * @throws DataException if it is no run, or has no whole checkpoint
   */
  public static TrainedRun open(
      Path run, Registry registry, BiFunction<RunSpec, Schema, TracedModel> tracer) {
    return new TrainedRun(run, registry, tracer);
  }

  private static Transforms transforms(RunRecord record, Registry registry) {
    return Transforms.of(
        new Section(record.spec(), "data").specs("transforms"),
        record.statistics(),
        registry,
        TrainingPlan.of(record.spec()).seed(),
        record.schema());
  }

  /** A run's columns as they reach its model; nothing is read but what the run recorded. */
  public static Schema schema(RunRecord record, Registry registry) {
    return transforms(record, registry).schema();
  }

  /**
   * Loss and metrics on other data; those that are no single numbers are in the run's folder too.
   *
   * @param source a source with the columns of the run's own; empty for the data that the run held
   *     back
   * @param options whose listeners are told of what the data have to say
   */
  public Result evaluate(Optional<Spec> source, Accelerator accelerator, TrainOptions options) {
    int threads = options.threads();
    if (source.isPresent()) {
      String where = "source (" + source.get().type() + ")";
      try (Dataset data =
          DataPipeline.openSource(registry, source.get(), Optional.of(record.schema()))) {
        tell(data.notes(), options);
        try (BatchReader reader =
            DataPipeline.evaluation(data, where, transforms, plan.batch(), reading(), false)) {
          return evaluate(reader, accelerator, threads);
        }
      }
    }
    try (DataPipeline data =
        DataPipeline.open(record.spec(), plan, registry, DataPipeline.Learnt.of(record))) {
      tell(data.notes(), options);
      try (BatchReader reader = data.validation().orElseThrow(TrainedRun::nothingHeldBack)) {
        return evaluate(reader, accelerator, threads);
      }
    }
  }

  /** There is no job, and so no number. */
  private static void tell(List<String> notes, TrainOptions options) {
    for (String note : notes) {
      options.listeners().forEach(listener -> listener.accept(new Event.Warning(0, note)));
    }
  }

  private ReadingPlan reading() {
    return ReadingPlan.of(record.spec());
  }

  private static DataException nothingHeldBack() {
    return new DataException(
        "the run held back no validation data", "name other data, on the command line --data SPEC");
  }

  private Result evaluate(BatchReader reader, Accelerator accelerator, int threads) {
    Programs programs = Programs.of(model);
    try (StateStore state = new StateStore(model.states(), accelerator, threads)) {
      state.restore(checkpoint);
      Programs.Ready ready = programs.compile(accelerator, threads);
      try (Engine engine =
          new Engine(model, programs, ready, state, transforms.schema(), reader.batch())) {
        Result result = engine.evaluate(reader);
        keep(result);
        return result;
      }
    }
  }

  private void keep(Result result) {
    try {
      ArrayFiles.write(run, "evaluation", result);
    } catch (DataException e) { // the folder of a run may be read only
      LOG.log(System.Logger.Level.WARNING, e.getMessage());
    }
  }

  /**
   * Writes the weights as a safetensors file.
   *
   * @return how many tensors it has
   */
  public int export(Path file, WeightLayout layout, boolean last) {
    Checkpoint chosen =
        last
            ? RunFolder.checkpoints(run)
                .last(problem -> LOG.log(System.Logger.Level.WARNING, problem))
                .orElse(checkpoint)
            : checkpoint;
    return WeightExport.write(chosen, model.states(), layout, file);
  }

  /** A predictor on an accelerator; this run needs not be kept. */
  public CorePredictor predictor(Accelerator accelerator, int threads) {
    return new CorePredictor(
        model, checkpoint, transforms, record.spec(), registry, accelerator, threads);
  }
}
