package graft.optimizers;

import graft.api.Slots;
import graft.api.Slots.SlotKind;
import graft.api.Tensor;

/** Running means that several optimizers keep, and their bias correction. */
final class Moments {
  private Moments() {}

  /** Moves a slot towards a value: {@code old + (1 − β)(value − old)}, set and returned. */
  static Tensor toward(Slots slots, String name, SlotKind kind, Tensor value, double beta) {
    Tensor old = slots.get(name, kind);
    Tensor next = old.add(value.subtract(old).multiply(1 - beta));
    slots.set(name, next);
    return next;
  }

  /** The running mean of the gradient. */
  static Tensor first(Slots slots, Tensor gradient, double beta) {
    return toward(slots, "first_moment", SlotKind.FIRST_MOMENT, gradient, beta);
  }

  /** The running mean of the gradient's square. */
  static Tensor second(Slots slots, Tensor gradient, double beta) {
    return toward(slots, "second_moment", SlotKind.SECOND_MOMENT, gradient.square(), beta);
  }

  /**
   * 1 − βᵗ, t the step from 1. Taken as −expm1(t·log β), which keeps its digits in f32, where
   * Keras' 1 − pow(β, t) loses up to 3e-5 of itself in the first steps.
   */
  static Tensor correction(Tensor step, double beta) {
    return step.multiply(Math.log(beta)).expm1().negate();
  }
}
