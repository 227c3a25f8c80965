package graft.shell;

import graft.api.Kind;
import graft.api.run.Graft;
import graft.api.run.Settings;
import graft.api.run.TypeInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What may stand at the end of a line: verbs, options, and for an argument what its label says it
 * is (TYPE, JOB, RUN …). What ends with {@code /}, {@code :} or {@code =} goes on.
 */
final class Completion {
  private final Graft graft;
  private final CommandLine line;

  Completion(Graft graft, CommandLine line) {
    this.graft = graft;
    this.line = line;
  }

  /**
   * The candidates for the last of the words.
   *
   * @param words the verb first; the last may be empty
   */
  List<String> of(List<String> words) {
    String word = words.get(words.size() - 1);
    CommandLine verb = line.getSubcommands().get(words.get(0));
    Stream<String> all;
    if (words.size() == 1) {
      all = line.getSubcommands().keySet().stream();
    } else if (verb == null) {
      all = Stream.of();
    } else {
      all = arguments(verb.getCommandSpec(), words.subList(1, words.size() - 1), word);
    }
    return all.filter(text -> text.startsWith(word)).distinct().sorted().toList();
  }

  private Stream<String> arguments(CommandSpec verb, List<String> before, String word) {
    int equals = word.indexOf('=');
    if (word.startsWith("--") && equals > 0) {
      OptionSpec option = verb.findOption(word.substring(0, equals));
      String name = word.substring(0, equals + 1);
      return option == null
          ? Stream.of()
          : values(option, word.substring(equals + 1)).map(value -> name + value);
    }
    Optional<OptionSpec> open = open(verb, before);
    if (open.isPresent()) {
      return values(open.get(), word);
    }
    if (word.startsWith("-")) {
      return verb.options().stream().map(OptionSpec::longestName);
    }
    int position = 0;
    for (int i = 0; i < before.size(); i++) {
      boolean value = open(verb, before.subList(0, i)).isPresent();
      position += value || before.get(i).startsWith("-") ? 0 : 1;
    }
    for (PositionalParamSpec parameter : verb.positionalParameters()) {
      if (parameter.index().contains(position)) {
        return values(parameter, word);
      }
    }
    return Stream.of();
  }

  /** The option whose value comes after the words. */
  private static Optional<OptionSpec> open(CommandSpec verb, List<String> before) {
    return before.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(verb.findOption(before.get(before.size() - 1)))
            .filter(option -> option.arity().min() > 0);
  }

  private Stream<String> values(ArgSpec argument, String word) {
    return switch (argument.paramLabel()) {
      case "TYPE" -> types(word);
      case "KIND" -> graft.types().stream().map(info -> info.kind().text());
      case "JOB" -> graft.jobs().stream().map(job -> String.valueOf(job.number()));
      case "NAME" -> ofKind(Kind.ACCELERATOR).map(TypeInfo::type);
      case "SPEC", "FRACTION|last:N|SPEC" -> Stream.concat(sources(), files(word, file -> true));
      case "SETTING=VALUE" -> Settings.NAMES.stream().map(name -> name + "=");
      case "RUN" -> Stream.concat(runs(), files(word, Files::isDirectory));
      case "DIR" -> files(word, Files::isDirectory);
      case "MODEL.json" -> files(word, file -> file.toString().endsWith(".json"));
      case "INPUT", "FILE" -> files(word, file -> true);
      default -> Stream.of();
    };
  }

  /** Names of types; with a colon those of its kind. */
  private Stream<String> types(String word) {
    return graft.types().stream()
        .map(info -> (word.contains(":") ? info.kind().text() + ":" : "") + info.type());
  }

  private Stream<TypeInfo> ofKind(Kind kind) {
    return graft.types().stream().filter(info -> info.kind() == kind);
  }

  private Stream<String> sources() {
    return ofKind(Kind.SOURCE)
        .map(info -> info.fields().isEmpty() ? info.type() : info.type() + ":");
  }

  private static Stream<String> runs() {
    return list(Path.of("runs"), "runs/", run -> Files.exists(run.resolve("spec.json"))).stream()
        .map(run -> run.replaceAll("/$", ""));
  }

  /** The files below the folder that a word names, and the folders on the way to others. */
  private static Stream<String> files(String word, Predicate<Path> such) {
    String folder = word.substring(0, word.lastIndexOf('/') + 1);
    try {
      return list(Path.of(folder), folder, file -> Files.isDirectory(file) || such.test(file))
          .stream();
    } catch (InvalidPathException e) {
      return Stream.of();
    }
  }

  private static List<String> list(Path folder, String prefix, Predicate<Path> such) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (!name.startsWith(".") && such.test(file)) {
          names.add(prefix + name + (Files.isDirectory(file) ? "/" : ""));
        }
      }
    } catch (IOException e) {
      return List.of(); // no such folder, or not ours to read
    }
    return names;
  }

  /** A script for bash that knows verbs, options, files, and the types installed now. */
  String bash() {
    for (CommandLine verb : line.getSubcommands().values()) {
      CommandSpec spec = verb.getCommandSpec();
      for (PositionalParamSpec parameter : List.copyOf(spec.positionalParameters())) {
        List<String> values = List.copyOf(new TreeSet<>(values(parameter, "").toList()));
        if (List.of("TYPE", "KIND").contains(parameter.paramLabel())) {
          spec.remove(parameter);
          spec.addPositional(
              PositionalParamSpec.builder(parameter).completionCandidates(values).build());
        }
      }
    }
    return AutoComplete.bash("graft", line);
  }
}
