package graft.core.train;

import graft.core.trace.TracedModel.TypeKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Types that are not there now. An update takes a type away and brings it back: only one that stays
 * away for some time counts as uninstalled, and is told once.
 */
final class Absences {
  private static final long TOLD = Long.MAX_VALUE;

  private final long graceNanos;

  /** Since when each is away, or that it was told. */
  private final Map<TypeKey, Long> since = new LinkedHashMap<>();

  Absences(long graceNanos) {
    this.graceNanos = graceNanos;
  }

  /**
   * Looks again.
   *
   * @param away all that are not there now
   * @return those of them that are uninstalled, and were not told before
   */
  List<TypeKey> uninstalled(Collection<TypeKey> away) {
    since.keySet().retainAll(away);
    List<TypeKey> uninstalled = new ArrayList<>();
    for (TypeKey key : away) {
      if (isOver(since.computeIfAbsent(key, k -> System.nanoTime()))) {
        since.put(key, TOLD);
        uninstalled.add(key);
      }
    }
    return uninstalled;
  }

  /**
   * True if there is one to tell. Asked before each step: it allocates nothing where all is there.
   */
  boolean isDue() {
    if (!since.isEmpty()) {
      for (long start : since.values()) {
        if (isOver(start)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isOver(long start) {
    return start != TOLD && System.nanoTime() - start >= graceNanos;
  }
}
