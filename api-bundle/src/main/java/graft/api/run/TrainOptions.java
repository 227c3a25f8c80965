package graft.api.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How and where to run; what is learned is the {@link RunSpec}'s.
 *
 * @param out the run's folder; a new one under {@code runs} if empty
 * @param resume a run's folder to go on from its last checkpoint
 * @param accelerator the type name of an accelerator; empty for the best
 * @param threads how many threads may compute; 0 for all
 * @param listeners get every event of the job, on its thread
 */
public record TrainOptions(
    Optional<Path> out,
    Optional<Path> resume,
    Optional<String> accelerator,
    int threads,
    List<Consumer<Event>> listeners) {
  public TrainOptions {
    listeners = List.copyOf(listeners);
  }

  public static TrainOptions defaults() {
    return new TrainOptions(Optional.empty(), Optional.empty(), Optional.empty(), 0, List.of());
  }

  public TrainOptions out(Path folder) {
    return new TrainOptions(Optional.of(folder), resume, accelerator, threads, listeners);
  }

  public TrainOptions resume(Path folder) {
    return new TrainOptions(out, Optional.of(folder), accelerator, threads, listeners);
  }

  public TrainOptions accelerator(String type) {
    return new TrainOptions(out, resume, Optional.of(type), threads, listeners);
  }

  public TrainOptions threads(int count) {
    return new TrainOptions(out, resume, accelerator, count, listeners);
  }

  public TrainOptions listener(Consumer<Event> listener) {
    List<Consumer<Event>> all = new java.util.ArrayList<>(listeners);
    all.add(listener);
    return new TrainOptions(out, resume, accelerator, threads, all);
  }
}
