package graft.core.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that someone may have meant. */
public final class Nearest {
  private static final int SHOWN = 3;

  /** More than this is no misspelling of anything, and would cost quadratic time. */
  private static final int LONGEST = 64;

  private Nearest() {}

  /**
   * The three of the names at most that are nearest: one begins with the other, or the edit
   * distance (Levenshtein; swapped neighbours count once) is at most a third of the longer one.
   */
  public static List<String> of(String word, Collection<String> names) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return List.of();
    }
    return names.stream()
        .distinct()
        .filter(name -> isNear(word, name))
        .sorted(
            Comparator.comparingInt((String name) -> distance(fold(word), fold(name)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(SHOWN)
        .toList();
  }

  /** {@code did you mean 'a' or 'b'? }, or nothing. */
  public static String question(String word, Collection<String> names) {
    List<String> near = of(word, names);
    return near.isEmpty() ? "" : "did you mean '" + String.join("' or '", near) + "'? ";
  }

  private static boolean isNear(String word, String name) {
    String a = fold(word);
    String b = fold(name);
    int shorter = Math.min(a.length(), b.length());
    if (shorter >= 2 && (a.startsWith(b) || b.startsWith(a))) {
      return true;
    }
    return distance(a, b) <= Math.max(1, Math.max(a.length(), b.length()) / 3) && shorter > 1;
  }

  /** Equal for {@code MaxPooling2D} and {@code max_pooling2d}. */
  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "");
  }

  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
