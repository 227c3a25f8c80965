package graft.data.transform;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each value comes, in bounded memory: exact up to a million different values. Beyond
 * that the rarest are forgotten, so that a value's count may be too small by the greatest count
 * that was forgotten (lossy counting, as Manku and Motwani 2002).
 */
public final class Counts<T extends Comparable<T>> {
  private static final int LIMIT = 1_000_000;

  private static final class Count {
    private long value;
  }

  private final Map<T, Count> counts = new HashMap<>();
  private final int limit;
  private long forgotten;

  public Counts() {
    this(LIMIT);
  }

  Counts(int limit) {
    this.limit = limit;
  }

  public void add(T value) {
    counts.computeIfAbsent(value, v -> new Count()).value++;
    if (counts.size() > limit) {
      // Half of the room at once, so that the walk over all is paid by as many new values.
      while (counts.size() > limit / 2) {
        forgotten++;
        counts.values().removeIf(count -> count.value <= forgotten);
      }
    }
  }

  public long of(T value) {
    Count count = counts.get(value);
    return count == null ? 0 : count.value;
  }

  /** How many different values there are. */
  public int size() {
    return counts.size();
  }

  /** The values that come at least so often, the most frequent first, equal ones by their order. */
  public List<T> byFrequency(long atLeast, long atMost) {
    Comparator<Map.Entry<T, Count>> frequent =
        Comparator.comparingLong(entry -> -entry.getValue().value);
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue().value >= atLeast)
        .sorted(frequent.thenComparing(Map.Entry.comparingByKey()))
        .limit(atMost)
        .map(Map.Entry::getKey)
        .toList();
  }
}
