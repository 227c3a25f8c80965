package graft.shell;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.Spec;
import graft.api.run.Check;
import graft.api.run.Graft;
import graft.api.run.RunSpec;
import graft.api.run.SpecText;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a verb works with.
 *
 * @param checks the test kits that are installed
 * @param notice prints a line of a job in the background, wherever the user is at that moment
 * @param watched the numbers of the jobs that a user looks at, which give no notice
 * @param terminal whether {@code out} is a terminal, so that a progress bar makes sense
 * @param shell whether the verb was typed in a running shell
 * @param stopping tells whether the user asked to end
 */
record Session(
    Graft graft,
    List<Check> checks,
    PrintStream out,
    PrintStream err,
    Consumer<String> notice,
    Set<Long> watched,
    boolean terminal,
    boolean shell,
    Supplier<Boolean> stopping) {

  /** A model file; none means the one for the first try. */
  RunSpec model(String file) {
    return file.isEmpty()
        ? graft.parse(resource("first.json"), "first.json")
        : graft.parse(text(Path.of(file)), file);
  }

  /** A model file of this bundle. */
  static String resource(String name) {
    try (InputStream in = Session.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a run learned. */
  RunSpec run(Path folder) {
    Path file = folder.resolve("spec.json");
    if (!Files.exists(file)) {
      throw new DataException(
          folder.toString(),
          "is no folder of a run: there is no spec.json",
          "name the folder that 'train' printed");
    }
    return model(file.toString());
  }

  static String text(Path file) {
    try {
      if (Files.size(file) > 64 << 20) {
        throw new DataException(file.toString(), "a model file of over 64 MiB is none", "");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new DataException(file.toString(), "there is no such file", "");
    } catch (MalformedInputException e) {
      throw new DataException(file.toString(), "it is not UTF-8 text", "");
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "it is a folder" : e.getMessage();
      throw new DataException(file.toString(), "cannot be read: " + reason, "");
    }
  }

  /** A source as written on a command line, {@code csv:FILE,label=quality}, in an option. */
  Spec source(String option, String stated) {
    try {
      String text = tableFile(stated).map(type -> type + ":" + stated).orElse(stated);
      return SpecText.parse(text, graft.describe(Kind.SOURCE, SpecText.type(text)).fields());
    } catch (GraftException e) {
      throw e.at(option);
    }
  }

  /** The source of a spec that is only a table's file, with or without fields. */
  private static Optional<String> tableFile(String stated) {
    String file = stated.split(",", 2)[0];
    return Stream.of("csv", "tsv")
        .filter(type -> !file.contains(":") && file.toLowerCase(Locale.ROOT).endsWith("." + type))
        .findFirst();
  }

  /** The spec with {@code key=value} set: JSON, or else a string; null takes the field away. */
  RunSpec set(RunSpec spec, String assignment) {
    int equals = assignment.indexOf('=');
    if (equals <= 0) {
      throw new ConfigException("--set " + assignment, "expected key=value", "");
    }
    String key = assignment.substring(0, equals);
    String value = assignment.substring(equals + 1);
    try {
      return value.equals("null") ? spec.without(key) : spec.with(key, JsonLines.value(value));
    } catch (ConfigException e) {
      throw e.at("--set");
    }
  }
}
