package graft.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

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

  /** In Config Admin's file, where a backslash stands before special characters. */
  private static final Pattern DEPLOY_SETTING =
      Pattern.compile("^deploy=\"((?:[^\"\\\\]|\\\\.)+)\"", Pattern.MULTILINE);

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
    return new Options(
        verb, deploy.or(Options::configured).map(Path::toAbsolutePath), words.contains("-c"));
  }

  /** The user's Graft folder. */
  static Path home() {
    String home = System.getenv("GRAFT_HOME");
    return (home == null ? Path.of(System.getProperty("user.home"), ".graft") : Path.of(home))
        .toAbsolutePath();
  }

  /** The deploy folder that the user has configured; without it if it cannot be there. */
  private static Optional<Path> configured() {
    try {
      Path file = configuration();
      String text = Files.exists(file) ? Files.readString(file) : "";
      return DEPLOY_SETTING
          .matcher(text)
          .results()
          .map(found -> Path.of(found.group(1).replaceAll("\\\\(.)", "$1")))
          .filter(Options::isFolder)
          .findFirst();
    } catch (IOException | InvalidPathException e) {
      throw new LaunchException(2, configuration() + ": cannot be read: " + e.getMessage());
    }
  }

  /** Made if need be. Where it cannot be, commands run without: one of them sets another. */
  private static boolean isFolder(Path folder) {
    try {
      Files.createDirectories(folder);
      return true;
    } catch (IOException e) {
      System.err.println(
          "graft: the configured deploy folder is not used: "
              + e
              + "; hint: graft config deploy=DIR, or deploy= for none");
      return false;
    }
  }

  /** The folder of Config Admin. */
  static Path configurations() {
    return home().resolve("config");
  }

  /** Where Config Admin keeps what the user has configured. */
  static Path configuration() {
    return configurations().resolve("graft.config");
  }

  /** Whether the command line may change the configuration, or one is there to be read. */
  boolean configures() {
    return shell() || verb.equals("config") || deploy.isPresent() || Files.exists(configuration());
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
