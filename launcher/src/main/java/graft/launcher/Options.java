package graft.launcher;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The little that must be known of a command line before the framework starts. Everything stays in
 * the arguments; the verbs check them.
 *
 * @param verb the first argument that is no option, or empty
 * @param deploy the folder that File Install watches
 * @param commands whether commands are given ({@code -c}) that a shell runs instead of asking
 */
record Options(String verb, Optional<Path> deploy, boolean commands) {
  private static final String DEPLOY = "--deploy";

  static Options parse(String... args) {
    String verb = "";
    Optional<Path> deploy = Optional.empty();
    List<String> words = Arrays.asList(args);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith(DEPLOY + "=")) {
        deploy = Optional.of(Path.of(word.substring(DEPLOY.length() + 1)));
      } else if (word.equals(DEPLOY) && i + 1 < words.size()) {
        deploy = Optional.of(Path.of(words.get(++i)));
      } else if (verb.isEmpty() && !word.startsWith("-")) {
        verb = word;
      }
    }
    return new Options(verb, deploy.map(Path::toAbsolutePath), words.contains("-c"));
  }

  boolean shell() {
    return verb.equals("shell");
  }

  /** A shell that talks to a person: the script knows which standard streams are a terminal. */
  boolean interactive() {
    List<String> terminals = List.of(System.getProperty("graft.terminal", "").split(","));
    return shell() && !commands && terminals.contains("in") && terminals.contains("out");
  }
}
