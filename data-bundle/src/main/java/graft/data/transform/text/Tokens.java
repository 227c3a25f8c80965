package graft.data.transform.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Cuts text into tokens: words or characters, and runs of several of them. */
final class Tokens {
  private final TextVectorization.Config config;
  private final List<String> singles = new ArrayList<>();
  private final StringBuilder room = new StringBuilder();

  Tokens(TextVectorization.Config config) {
    this.config = config;
  }

  /** Gives all tokens in order: the single ones, then the pairs, and so on, as Keras does. */
  void of(String text, Consumer<String> token) {
    String standard = config.standardize().isLower() ? text.toLowerCase(Locale.ROOT) : text;
    singles.clear();
    room.setLength(0);
    boolean words = config.split() == TextVectorization.Split.WHITESPACE;
    for (int i = 0; i < standard.length(); ) {
      int c = standard.codePointAt(i);
      i += Character.charCount(c);
      if (config.standardize().isStrip() && CodePoints.isPunctuation(c)) {
        continue;
      }
      boolean space = words && CodePoints.isSpace(c);
      if (!space) {
        room.appendCodePoint(c);
      }
      if (!words || space) {
        take();
      }
    }
    take();
    for (int n = config.ngramsFrom(); n <= config.ngrams(); n++) {
      runs(n, words ? " " : "", token);
    }
  }

  private void take() {
    if (!room.isEmpty()) {
      singles.add(room.toString());
      room.setLength(0);
    }
  }

  private void runs(int n, String between, Consumer<String> token) {
    for (int i = 0; i + n <= singles.size(); i++) {
      token.accept(n == 1 ? singles.get(i) : String.join(between, singles.subList(i, i + n)));
    }
  }
}
