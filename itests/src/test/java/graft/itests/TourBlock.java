package graft.itests;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a document.
 *
 * @param notRun why its commands are not run by a test: said in a comment {@code <!-- not run: …
 *     -->} before the block
 * @param file the file that it is: said in a comment {@code <!-- file: … -->} before the block
 */
record TourBlock(Kind kind, String text, String notRun, String file) {
  /** Told by the word after the fence. */
  enum Kind {
    /** {@code sh}: commands, to be run one after the other. */
    COMMANDS,
    /** No word: what the last commands print, or a part of it. */
    OUTPUT,
    /** {@code console}: a talk with the shell. */
    SHELL,
    /** Any other: a file that the reader writes. */
    FILE
  }

  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- (not run|file): (.*?) -->\n)?```(\\w*)\n(.*?)```\n", Pattern.DOTALL);

  /** The blocks of a section, which ends where the next of its level begins. */
  static List<TourBlock> of(String document, String section) {
    String text = document.split("\n## " + section + "\n", 2)[1].split("\n## ", 2)[0];
    List<TourBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      String mark = matcher.group(1) == null ? "" : matcher.group(1);
      String said = matcher.group(2) == null ? "" : matcher.group(2);
      Kind kind =
          switch (matcher.group(3)) {
            case "sh" -> Kind.COMMANDS;
            case "" -> Kind.OUTPUT;
            case "console" -> Kind.SHELL;
            default -> Kind.FILE;
          };
      blocks.add(
          new TourBlock(
              kind,
              matcher.group(4),
              mark.equals("not run") ? said : "",
              mark.equals("file") ? said : ""));
    }
    return blocks;
  }
}
