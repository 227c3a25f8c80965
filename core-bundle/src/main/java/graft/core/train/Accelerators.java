package graft.core.train;

import graft.api.accel.Accelerator;
import java.util.Collection;
import java.util.Optional;

/** The accelerators that are there, as a job sees them. Thread-safe. */
public interface Accelerators {
  /** Rises whenever one comes or goes. */
  long generation();

  /**
   * The best one; the reference interpreter if there is no other.
   *
   * @param wanted a type that is taken before all others, if it is there
   * @param except those that failed, by identity
   */
  Accelerator best(Optional<String> wanted, Collection<Accelerator> except);

  /** False once an accelerator that {@link #best} gave is gone. */
  boolean has(Accelerator accelerator);

  /** How many bytes a training may take; 0 for no limit. */
  default long memoryLimit() {
    return 0;
  }
}
