package graft.core.train;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.DeviceException;
import graft.api.GraftException;
import graft.api.NdArray;
import graft.api.run.Callback;
import graft.api.run.Event;
import graft.api.run.Job;
import graft.api.run.Result;
import graft.core.registry.PluginFault;
import graft.core.state.Checkpoint;
import graft.core.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The training itself, on the job's thread: steps and epochs, evaluation, checkpoints; between two
 * steps it looks at what others ask and at what changed around it.
 */
final class TrainingLoop implements Callback.Control {
  private static final System.Logger LOG = System.getLogger(TrainingLoop.class.getName());
  private static final String RATE_FACTOR = "rate_factor";

  private final JobSetup setup;
  private final TrainingPlan plan;
  private final Steering steering;

  /** One object for all steps: a method reference in the loop would be a new one each time. */
  private final BooleanSupplier stopAsked;

  private final CallbackSessions callbacks;
  private final EventLog log;
  private final Adaptation adaptation;
  private final CheckpointWriter checkpoints;
  private final Optional<BatchReader> validation;
  private final long began = System.nanoTime();
  private Engine engine;

  private long step;
  private int epoch;
  private long examples;
  private double rateFactor = 1;

  private long toldNanos = began;
  private long epochNanos = began;

  /** False while a step is under way that may have changed some of the state. */
  private boolean whole = true;

  /** Why a callback ends the training. */
  private Optional<String> finish = Optional.empty();

  private Optional<Result> training = Optional.empty();
  private Optional<Result> validated = Optional.empty();

  /**
   * Compiles, and makes or restores the state; on the caller's thread.
   *
   * @throws GraftException if anything of that fails
   */
  TrainingLoop(JobSetup setup, Steering steering) {
    this.setup = setup;
    this.steering = steering;
    this.stopAsked = steering::stopAsked;
    plan = setup.plan();
    validation = setup.data().validation();
    Programs programs = Programs.of(setup.model());
    requireMetric(plan.checkpoint().metric(), programs);
    List<String> figures = figures(programs, validation.isPresent());
    callbacks =
        new CallbackSessions(plan.callbacks(), setup.registry(), figures, setup.graceNanos());
    log =
        new EventLog(setup.number(), setup.folder(), setup.options().listeners(), callbacks, this);
    engine = engine(setup, programs);
    checkpoints = new CheckpointWriter(setup, log);
    goOnFrom(setup.from());
    adaptation = new Adaptation(setup, log, callbacks, steering, engine);
  }

  /** With the first weights, or with those of the checkpoint that the job goes on from. */
  private static Engine engine(JobSetup setup, Programs programs) {
    try {
      return Adaptation.build(
          setup,
          setup.model(),
          programs,
          setup.accelerators().best(setup.options().accelerator(), Set.of()),
          setup.from().map(Checkpoint::tensors).orElse(null));
    } catch (DataException e) { // the states are another model's
      throw setup.from().map(checkpoint -> checkpoint.named(e)).orElse(e);
    }
  }

  /** The numbers that an epoch ends with, by the names that callbacks know them by. */
  private static List<String> figures(Programs programs, boolean validated) {
    List<String> figures = new ArrayList<>(List.of("loss"));
    figures.addAll(programs.metrics(true));
    if (validated) {
      figures.addAll(figures.stream().map(name -> "val_" + name).toList());
    }
    return figures;
  }

  private static void requireMetric(String metric, Programs programs) {
    List<String> metrics = programs.metrics(true);
    if (!metric.equals("loss") && !metrics.contains(metric)) {
      throw new ConfigException(
          "training.checkpoint.best.metric",
          programs.metrics(false).contains(metric)
              ? "expected a metric that is one number, '" + metric + "' is an array"
              : "there is no metric '" + metric + "'",
          "there are loss, " + String.join(", ", metrics));
    }
  }

  private void goOnFrom(Optional<Checkpoint> checkpoint) {
    step = checkpoint.map(Checkpoint::step).orElse(0L);
    epoch = checkpoint.map(Checkpoint::epoch).orElse(0);
    examples = checkpoint.map(Checkpoint::examples).orElse(0L);
    rateFactor = checkpoint.map(Checkpoint::rateFactor).orElse(1.0);
    if (examples >= setup.data().examples()) { // the data became fewer
      epoch++;
      examples = 0;
    }
    checkpoints.goOnFrom(checkpoint);
    callbacks.restore(checkpoint.map(Checkpoint::callbacks).orElse(List.of()), log::warn);
  }

  /** Trains to the end; what goes wrong is in the result. */
  Event.Done run() {
    Job.State end = Job.State.FAILED;
    Optional<String> failure = Optional.empty();
    try {
      start();
      train();
      end = steering.stopAsked() && !isDone() ? Job.State.STOPPED : Job.State.FINISHED;
      checkpoints.save(checkpoint());
      if (training.isEmpty() || end == Job.State.STOPPED) {
        training = Optional.of(engine.results(examples));
      }
      training.ifPresent(result -> setup.folder().arrays("training", result));
      validated.ifPresent(result -> setup.folder().arrays("validation", result));
    } catch (Throwable e) { // the thread ends here: whatever it is, the job says so
      end = Job.State.FAILED;
      failure = Optional.of(PluginFault.text(e));
      LOG.log(System.Logger.Level.DEBUG, "job " + setup.number() + " failed", e);
      saveAfterFailure();
    }
    Event.Done done =
        new Event.Done(
            setup.number(),
            end,
            epoch,
            step,
            seconds(began),
            training,
            validated,
            setup.folder().path(),
            failure,
            finish);
    log.emit(done);
    return done;
  }

  private void start() {
    long perEpoch = setup.data().stepsPerEpoch();
    long bySteps =
        plan.steps() == Long.MAX_VALUE ? plan.epochs() : -Math.floorDiv(-plan.steps(), perEpoch);
    int epochs = (int) Math.min(plan.epochs(), bySteps);
    Event.Started started =
        new Event.Started(
            setup.number(),
            setup.data().examples(),
            epochs,
            perEpoch,
            setup.folder().path(),
            setup.lines());
    log.emit(started);
    setup
        .from()
        .map(Checkpoint::numerics)
        .filter(key -> !key.equals(engine.accelerator().numericsKey()))
        .ifPresent(
            key ->
                log.warn(
                    "the run was begun with numerics "
                        + key
                        + " and goes on with "
                        + engine.accelerator().numericsKey()
                        + ": its results will differ in the last digits"));
  }

  private void train() {
    while (!isDone() && !steering.stopAsked()) {
      try (BatchReader reader = setup.data().training(epoch, examples)) {
        while (!isDone() && boundary()) {
          HostBatch batch = reader.next(stopAsked);
          if (batch != null) {
            step(batch);
          }
        }
        return;
      } catch (DeviceException e) {
        recover(e);
      }
    }
  }

  private boolean isDone() {
    return finish.isPresent() || epoch >= plan.epochs() || step >= plan.steps();
  }

  /** Looks around between two steps; false if the job is to stop. */
  private boolean boundary() {
    engine = adaptation.atBoundary(engine, step);
    if (isHeld()) {
      steering.hold(true);
      while (isHeld() && !steering.stopAsked()) {
        steering.awaitWhile(() -> isHeld() && !adaptation.pending());
        engine = adaptation.atBoundary(engine, step);
      }
      steering.hold(false);
    }
    return !steering.stopAsked();
  }

  private boolean isHeld() {
    return steering.pauseAsked() || adaptation.waits();
  }

  private void step(HostBatch batch) {
    if (batch.first == 0) {
      engine.state().resetTotals();
      epochNanos = System.nanoTime();
    }
    whole = false;
    try {
      if (!engine.step(batch)) {
        whole = true;
        retry(batch, null);
      }
    } catch (DataException e) {
      whole = true; // an index out of range: by contract no state was changed
      retry(batch, e);
    }
    whole = true;
    adaptation.proven();
    step++;
    examples += batch.size;
    if (batch.last || step >= plan.steps()) {
      endEpoch(batch.last);
      return;
    }
    long now = System.nanoTime();
    if (now - toldNanos >= setup.progressNanos()) {
      toldNanos = now;
      tell();
    }
    if (checkpoints.isDue(step, now)) {
      checkpoints.save(checkpoint());
    }
  }

  /** A step failed, and changed nothing: once more with the programs from before a swap, if any. */
  private void retry(HostBatch batch, @Nullable DataException fault) {
    String reason = fault == null ? "loss, gradient or rate is not finite" : fault.getMessage();
    Optional<Engine> before = adaptation.revert(engine, step, reason);
    if (before.isPresent()) {
      engine = before.get();
      if (engine.step(batch)) {
        return;
      }
    } else if (fault != null) {
      throw fault.at("step " + (step + 1));
    }
    Map<String, NdArray> state = finite(engine.state().read());
    String found = FaultFinder.find(engine.model(), state, batch, setup.data().schema());
    String hint =
        found.startsWith("column ")
            ? "fill in or leave out what is missing in the data"
            : "a lower learning_rate or gradient clipping may help";
    throw new GraftException(
        "step " + (step + 1),
        "loss, gradient or rate is not finite: " + found,
        hint + (step == 0 ? "" : "; the state before this step is saved"));
  }

  private void tell() {
    long perEpoch = setup.data().stepsPerEpoch();
    long inEpoch = (examples + plan.batch() - 1) / plan.batch();
    Result soFar = engine.results(examples);
    log.emit(new Event.StepEnd(setup.number(), epoch, step, inEpoch, perEpoch, soFar));
  }

  private void endEpoch(boolean complete) {
    Result trained = engine.results(examples);
    training = Optional.of(trained);
    validated = validation.map(engine::evaluate);
    boolean isBest = checkpoints.judge(validated.orElse(trained), step, epoch);
    int ended = epoch;
    if (complete) {
      epoch++;
      examples = 0;
    }
    double seconds = seconds(epochNanos);
    setup.folder().metrics(ended + 1, step, seconds, trained, validated);
    // Callbacks may set the rate: it belongs into the checkpoint.
    log.emit(new Event.EpochEnd(setup.number(), ended, step, seconds, trained, validated));
    checkpoints.epochEnded(epoch, isBest, this::checkpoint);
    toldNanos = System.nanoTime();
  }

  private Checkpoint checkpoint() {
    return new Checkpoint(
        step,
        epoch,
        examples,
        plan.seed(),
        rateFactor,
        checkpoints.best(),
        engine.accelerator().numericsKey(),
        callbacks.states(log::warn),
        engine.model().spec(),
        finite(engine.state().read()));
  }

  /**
   * The state, unless the last update made NaN of finite gradients: the guard does not look at what
   * it commits. So no checkpoint is of such weights.
   */
  private Map<String, NdArray> finite(Map<String, NdArray> state) {
    FaultFinder.badWeight(engine.model().states(), state)
        .ifPresent(
            found -> {
              throw new GraftException(
                  step == 0 ? "before the first step" : "step " + step,
                  found + (step == 0 ? "" : " after its update, though the gradients were finite"),
                  step == 0
                      ? "look at its initializer, or at the weights that were loaded"
                      : "a lower learning_rate may help; checkpoints from before stay as they are");
            });
    return state;
  }

  /** Saves what was learned; before the first step that is nothing, and the run counts for none. */
  private void saveAfterFailure() {
    try {
      checkpoints.flush();
      if (whole && step > 0) {
        checkpoints.save(checkpoint());
      }
    } catch (RuntimeException e) {
      // The failure that came first is the one to report; older checkpoints are there.
      LOG.log(System.Logger.Level.DEBUG, "no checkpoint after the failure", e);
    }
  }

  /** The device failed, perhaps in the middle of an update: back to the last checkpoint. */
  private void recover(DeviceException fault) {
    checkpoints.flush();
    Optional<Checkpoint> last = setup.folder().checkpoints().last(log::warn).or(setup::from);
    engine = adaptation.replace(engine, fault, last.map(Checkpoint::tensors).orElse(null));
    goOnFrom(last);
    whole = true;
    setup.folder().metricsUpTo(step);
    log.warn(
        fault.getMessage()
            + "; the training goes on from step "
            + step
            + " with "
            + engine.accelerator().description());
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  // ---- what callbacks may do, on the job's thread

  @Override
  public void stop(String reason) {
    finish = Optional.of(String.valueOf(reason)); // a plug-in may give null
  }

  @Override
  public void rateFactor(double factor) {
    if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a rate factor must be finite and ≥ 0, got " + factor);
    }
    if (engine.state().has(RATE_FACTOR)) {
      engine.state().set(RATE_FACTOR, factor);
    }
    rateFactor = factor;
  }

  @Override
  public double rateFactor() {
    return rateFactor;
  }

  /** Gives back everything that the job holds. */
  void close() {
    adaptation.close();
    callbacks.close();
    validation.ifPresent(BatchReader::close);
    StateStore state = engine.state();
    engine.close();
    state.close();
  }
}
