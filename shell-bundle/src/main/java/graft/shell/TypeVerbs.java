package graft.shell;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.Kind;
import graft.api.MissingTypeException;
import graft.api.run.Check;
import graft.api.run.Graft;
import graft.api.run.TypeInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about installed types. */
final class TypeVerbs {
  private TypeVerbs() {}

  /** {@code graft plugins}. */
  @Command(name = "plugins", description = "List the installed types.")
  static final class Plugins implements Callable<Object> {
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "KIND", description = "only these, such as layer")
    String kind = "";

    @Option(
        names = "--deploy",
        paramLabel = "DIR",
        description = "a folder whose jars are installed")
    String deploy = "";

    @Option(
        names = "--markdown",
        arity = "0..1",
        fallbackValue = "docs/reference.md",
        paramLabel = "FILE",
        description = "write their reference, default: docs/reference.md; - prints it")
    Optional<String> markdown = Optional.empty();

    Plugins(Session session) {
      this.session = session;
    }

    @Override
    public Object call() {
      Optional<Kind> only = kind.isEmpty() ? Optional.empty() : Optional.of(kind(kind));
      List<TypeInfo> types =
          session.graft().types().stream()
              .filter(info -> only.isEmpty() || only.get() == info.kind())
              .toList();
      if (markdown.isPresent()) {
        write(types, markdown.get());
        return 0;
      }
      Table table = new Table("KIND", "TYPE", "BUNDLE", "VERSION", "WHAT IT IS");
      for (TypeInfo info : types) {
        table.row(info.kind().text(), info.type(), info.bundle(), info.version(), info.doc());
      }
      return new Listing<>(types, table::text);
    }

    private void write(List<TypeInfo> types, String name) {
      if (name.equals("-")) {
        session.out().print(ReferenceText.of(types));
        return;
      }
      Path file = Path.of(name);
      try {
        if (file.getParent() != null) {
          Files.createDirectories(file.getParent());
        }
        Files.writeString(file, ReferenceText.of(types));
      } catch (IOException e) {
        throw new DataException(
            file.toString(), "cannot be written: " + DataException.reason(e), "");
      }
      session.out().println(file + ": " + types.size() + " types");
    }
  }

  private static Kind kind(String text) {
    return Kind.of(text)
        .orElseThrow(
            () ->
                new ConfigException(
                    "'" + text + "'",
                    "it is no kind of plug-in",
                    "kinds are "
                        + String.join(
                            ", ", Arrays.stream(Kind.values()).map(Kind::text).toList())));
  }

  /** All installed types of a name, or of {@code kind:name}. */
  private static List<TypeInfo> find(Graft graft, String text) {
    int colon = text.indexOf(':');
    if (colon >= 0) {
      return List.of(graft.describe(kind(text.substring(0, colon)), text.substring(colon + 1)));
    }
    List<TypeInfo> found = graft.types().stream().filter(info -> info.type().equals(text)).toList();
    if (found.isEmpty()) {
      throw missing(graft, text);
    }
    return found;
  }

  /** Says what is near, of the first kind that has something near. */
  private static MissingTypeException missing(Graft graft, String type) {
    MissingTypeException first = null;
    for (Kind kind : Kind.values()) {
      try {
        graft.describe(kind, type);
      } catch (MissingTypeException e) {
        if (!e.nearest().isEmpty()) {
          return e;
        }
        first = first == null ? e : first;
      }
    }
    return Objects.requireNonNull(first);
  }

  /** {@code graft describe}. */
  @Command(name = "describe", description = "Say what a type does and takes.")
  static final class Describe implements Callable<Object> {
    private final Session session;

    @Parameters(paramLabel = "TYPE", description = "such as dense, or loss:mean_squared_error")
    String type = "";

    @Option(
        names = "--deploy",
        paramLabel = "DIR",
        description = "a folder whose jars are installed")
    String deploy = "";

    Describe(Session session) {
      this.session = session;
    }

    @Override
    public Object call() {
      List<TypeInfo> found = find(session.graft(), type);
      return found.size() == 1
          ? found.get(0)
          : new Listing<>(
              found,
              columns ->
                  String.join("\n", found.stream().map(t -> AnswerText.of(t, columns)).toList()));
    }
  }

  /** {@code graft check}. */
  @Command(name = "check", description = "Prove a type with the test kit.")
  static final class CheckVerb implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "TYPE", description = "such as dense, or loss:mean_squared_error")
    String type = "";

    @Option(
        names = "--deploy",
        paramLabel = "DIR",
        description = "a folder whose jars are installed")
    String deploy = "";

    CheckVerb(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      if (session.checks().isEmpty()) {
        throw new ConfigException("check", "no test kit is installed", "install graft-tck");
      }
      Check check = session.checks().get(0);
      boolean failed = false;
      for (TypeInfo info : find(session.graft(), type)) {
        for (String line : check.check(info.kind(), info.type())) {
          session.out().println(line);
          failed |= line.strip().startsWith("FAIL");
        }
      }
      return failed ? 1 : 0;
    }
  }
}
