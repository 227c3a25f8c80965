package graft.core.trace;

import graft.api.ConfigException;
import graft.api.Tensor;
import graft.api.TensorType;

/**
 * A named tensor that the core owns between steps.
 *
 * @param name such as {@code conv_1/kernel}, {@code optimizer/conv_1/kernel/velocity}; it is the
 *     label of its {@link graft.api.Op.Input} in every program
 * @param role what it is for
 * @param slotKind for SLOT the kind of slot, else empty
 * @param initial its first value, a graph without inputs
 */
public record StateTensor(
    String name, TensorType type, Role role, String slotKind, Tensor initial) {

  /**
   * @throws ConfigException if a part of the name is empty, or could not stand in a path, a line or
   *     a reference
   */
  public StateTensor {
    for (String part : name.split("/", -1)) {
      if (!Names.isName(part)) {
        throw new ConfigException(
            "'"
                + name.replaceAll("\\p{Cntrl}", "\\\\n")
                + "' is no name for a tensor: a part of it "
                + Names.FAULT,
            "give it another name, such as kernel");
      }
    }
  }

  /** What a state is for. */
  public enum Role {
    /** Trained. */
    PARAM,
    /** A parameter that is frozen ({@code trainable: false}). */
    FROZEN,
    /** A layer's own state, such as running means. */
    STATE,
    /** An optimizer's memory. */
    SLOT,
    /** A metric's or the loss's totals: reset at each epoch. */
    TOTAL,
    /** Counters and factors of the training itself: {@code step}, {@code rate_factor}. */
    COUNTER
  }

  /** True for what a model needs to predict. */
  public boolean isWeight() {
    return role == Role.PARAM || role == Role.FROZEN || role == Role.STATE;
  }
}
