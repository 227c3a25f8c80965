package graft.core.state;

import graft.api.data.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells the data of a run from others with the same columns, as far as that is cheap.
 *
 * @param examples how many are trained on
 * @param heldBack how many are held back
 * @param sample a hash of a few examples
 */
public record Fingerprint(long examples, long heldBack, long sample) {
  /** For data that nobody looked at. */
  public static final Fingerprint NONE = new Fingerprint(0, 0, 0);

  /** A hash of an example, and of those before it. */
  public static long hash(long before, Row row) {
    long hash = before;
    for (int column = 0; column < row.batch().schema().columns().size(); column++) {
      boolean isText = row.array(column) instanceof String[];
      for (int e = 0; e < row.elements(column); e++) {
        int value = isText ? row.text(column, e).hashCode() : Double.hashCode(row.get(column, e));
        hash = 31 * hash + value;
      }
    }
    return hash;
  }

  /** How the data of now differ from these, in words; empty if they do not, as far as is known. */
  public List<String> changes(Fingerprint now) {
    List<String> changes = new ArrayList<>();
    if (!equals(NONE)) {
      count(changes, "examples", examples, now.examples);
      count(changes, "examples held back", heldBack, now.heldBack);
      if (changes.isEmpty() && sample != now.sample) {
        changes.add("the values of some examples are others");
      }
    }
    return changes;
  }

  private static void count(List<String> changes, String what, long before, long now) {
    if (before != now) {
      changes.add(now + " " + what + " instead of " + before);
    }
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("examples", examples);
    json.put("held_back", heldBack);
    json.put("sample", sample);
    return json;
  }

  /** Runs of earlier versions have none. */
  static Fingerprint of(@Nullable Object json) {
    return json instanceof Map<?, ?> map
        ? new Fingerprint(number(map, "examples"), number(map, "held_back"), number(map, "sample"))
        : NONE;
  }

  private static long number(Map<?, ?> map, String name) {
    return (Long) Objects.requireNonNull(map.get(name), name);
  }
}
