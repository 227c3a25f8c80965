package graft.core.train;

import graft.api.ConfigException;
import graft.api.data.Dataset;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A data set taken apart: what is trained on, and what is held back for validation. */
record Split(Dataset training, Dataset validation) {

  /** Holds back a fraction, chosen at random by the seed, in the order of the whole. */
  static Split fraction(Dataset whole, double fraction, long seed) {
    int size = Math.toIntExact(whole.size());
    int held = (int) Math.round(size * fraction);
    if (!(fraction > 0 && fraction < 1) || held == 0 || held == size) {
      throw new ConfigException(
          "data.validation",
          "a fraction that leaves examples on both sides is needed, got "
              + fraction
              + " of "
              + size,
          "0.2 holds back a fifth");
    }
    int[] order = IntStream.range(0, size).toArray();
    new SeededRandom(seed, "validation").at(0, 0).shuffle(order);
    int[] back = Arrays.copyOf(order, held);
    int[] rest = Arrays.copyOfRange(order, held, size);
    Arrays.sort(back);
    Arrays.sort(rest);
    return new Split(new Part(whole, rest), new Part(whole, back));
  }

  /** Holds back the last {@code count} examples. */
  static Split last(Dataset whole, long count) {
    int size = Math.toIntExact(whole.size());
    if (count <= 0 || count >= size) {
      throw new ConfigException(
          "data.validation",
          "last needs 1 to " + (size - 1) + " of the " + size + " examples, got " + count,
          "");
    }
    int cut = size - (int) count;
    return new Split(
        new Part(whole, IntStream.range(0, cut).toArray()),
        new Part(whole, IntStream.range(cut, size).toArray()));
  }
}
