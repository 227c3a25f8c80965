package graft.data.transform.image;

import graft.api.ConfigException;
import java.util.List;
import java.util.random.RandomGenerator;

/** A range that a random number is drawn from: {@code [low, high]}, or one f for [−f, f]. */
record Factor(double low, double high) {
  /**
   * @param name the field, for messages
   */
  static Factor of(String name, List<Double> given) {
    if (given.size() == 1 && given.get(0) >= 0) {
      return new Factor(-given.get(0), given.get(0));
    }
    if (given.size() != 2 || !(given.get(0) <= given.get(1))) {
      throw new ConfigException(
          name + ": expected [low, high], or one number f ≥ 0 for [−f, f], got " + given, "");
    }
    return new Factor(given.get(0), given.get(1));
  }

  /** The same, but one number is that number. */
  static Factor range(String name, List<Double> given) {
    return given.size() == 1 ? new Factor(given.get(0), given.get(0)) : of(name, given);
  }

  double draw(RandomGenerator random) {
    return low + random.nextDouble() * (high - low);
  }
}
