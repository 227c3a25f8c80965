package graft.core.train;

import graft.api.ConfigException;
import graft.api.data.Dataset;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A data set taken apart: what is trained on, and what is held back for validation. */
record Split(Dataset training, Dataset validation) {

  /**
   * Holds back a fraction, chosen at random by the seed, in the order of the whole. Of a stream
   * each example is held back with that probability, by the seed and its place, so that nothing is
   * kept of each.
   */
  static Split fraction(Dataset whole, double fraction, long seed) {
    if (!(fraction > 0 && fraction < 1)) {
      throw emptySide(whole, fraction);
    }
    if (whole.isStream()) {
      SeededRandom random = new SeededRandom(seed, "validation");
      LongPredicate isHeld = place -> random.uniform(0, place) < fraction;
      long held = LongStream.range(0, whole.size()).filter(isHeld).count();
      if (held == 0 || held == whole.size()) {
        throw emptySide(whole, fraction);
      }
      return new Split(
          new StreamPart(whole, isHeld.negate(), whole.size() - held),
          new StreamPart(whole, isHeld, held));
    }
    int size = Math.toIntExact(whole.size());
    int held = (int) Math.round(size * fraction);
    if (held == 0 || held == size) {
      throw emptySide(whole, fraction);
    }
    int[] order = IntStream.range(0, size).toArray();
    new SeededRandom(seed, "validation").at(0, 0).shuffle(order);
    int[] back = Arrays.copyOf(order, held);
    int[] rest = Arrays.copyOfRange(order, held, size);
    Arrays.sort(back);
    Arrays.sort(rest);
    return new Split(new Part(whole, rest), new Part(whole, back));
  }

  private static ConfigException emptySide(Dataset whole, double fraction) {
    return new ConfigException(
        "data.validation",
        "a fraction that leaves examples on both sides is needed, got "
            + fraction
            + " of "
            + whole.size(),
        "0.2 holds back a fifth");
  }

  /** Holds back the last {@code count} examples. */
  static Split last(Dataset whole, long count) {
    long size = whole.size();
    if (count <= 0 || count >= size) {
      throw new ConfigException(
          "data.validation",
          "last needs 1 to " + (size - 1) + " of the " + size + " examples, got " + count,
          "");
    }
    long cut = size - count;
    if (whole.isStream()) {
      return new Split(
          new StreamPart(whole, place -> place < cut, cut),
          new StreamPart(whole, place -> place >= cut, count));
    }
    return new Split(
        new Part(whole, IntStream.range(0, (int) cut).toArray()),
        new Part(whole, IntStream.range((int) cut, (int) size).toArray()));
  }
}
