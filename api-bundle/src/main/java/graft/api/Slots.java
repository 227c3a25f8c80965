package graft.api;

import org.osgi.annotation.versioning.ProviderType;

/** An optimizer's memory for one parameter, and the counters it may read. */
@ProviderType
public interface Slots {
  /** What a slot means; only slots of one kind are carried over when the optimizer is swapped. */
  enum SlotKind {
    VELOCITY,
    FIRST_MOMENT,
    SECOND_MOMENT,
    ACCUMULATOR,
    AVERAGE,
    MAXIMUM,
    OTHER
  }

  /**
   * The slot's value at the start of the step; it has the parameter's shape and starts as zeros.
   */
  Tensor get(String name, SlotKind kind);

  /** The same, starting as {@code initial} in every element. */
  Tensor get(String name, SlotKind kind, double initial);

  /** Sets the slot's value for the next step. */
  void set(String name, Tensor value);

  /** The number of this step, from 1, as a scalar of the parameter's dtype. */
  Tensor step();

  /** The rate of this step (schedule × factor) as a scalar of the parameter's dtype. */
  Tensor learningRate();
}
