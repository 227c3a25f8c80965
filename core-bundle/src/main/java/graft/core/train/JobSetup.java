package graft.core.train;

import graft.api.NdArray;
import graft.api.run.TrainOptions;
import graft.core.registry.Registry;
import graft.core.state.Checkpoint;
import graft.core.state.RunFolder;
import graft.core.trace.TracedModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All that a job is made of.
 *
 * @param retrace traces the same model with the registry's present generation
 * @param from where to go on, for a run that is resumed
 * @param first weights that a new training begins with, some or all
 * @param lines what was chosen, for people
 * @param progressNanos the least time between two {@link graft.api.run.Event.StepEnd} events
 */
record JobSetup(
    long number,
    RunFolder folder,
    DataPipeline data,
    TrainingPlan plan,
    TracedModel model,
    Supplier<TracedModel> retrace,
    Registry registry,
    Accelerators accelerators,
    TrainOptions options,
    Optional<Checkpoint> from,
    Map<String, NdArray> first,
    List<String> lines,
    long progressNanos) {

  /** How long a type may be away before it counts as uninstalled: 1 s, or nothing in tests. */
  long graceNanos() {
    return 10 * progressNanos;
  }

  JobSetup with(TrainOptions other) {
    return new JobSetup(
        number,
        folder,
        data,
        plan,
        model,
        retrace,
        registry,
        accelerators,
        other,
        from,
        first,
        lines,
        progressNanos);
  }
}
