package graft.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.felix.service.command.CommandSession;
import org.jline.reader.LineReader;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The verbs as Gogo commands in scope {@code graft}. */
@Component(
    service = GogoCommands.class,
    property = {
      "osgi.command.scope=graft",
      "osgi.command.function=train",
      "osgi.command.function=evaluate",
      "osgi.command.function=predict",
      "osgi.command.function=summary",
      "osgi.command.function=plugins",
      "osgi.command.function=describe",
      "osgi.command.function=check",
      "osgi.command.function=bench",
      "osgi.command.function=jobs",
      "osgi.command.function=stop",
      "osgi.command.function=pause",
      "osgi.command.function=resume",
      "osgi.command.function=help",
      "osgi.command.function=exit"
    })
public final class GogoCommands {
  /** Where Gogo's own shell keeps the reader of the line that its user types. */
  private static final String READER = ".reader";

  private final Verbs verbs;

  @Activate
  public GogoCommands(@Reference Verbs verbs) {
    this.verbs = verbs;
  }

  private void run(CommandSession session, String verb, Object[] args) {
    List<String> line = new ArrayList<>(List.of(verb));
    Arrays.stream(args).map(String::valueOf).forEach(line::add);
    // Gogo redirects the standard streams of the thread that runs a command.
    int code =
        verbs.run(line.toArray(String[]::new), System.out, System.err, notice(session), true);
    if (code != 0) {
      throw new VerbFailed(code, "");
    }
  }

  /** Prints a line above the one that the user is typing, if one is. */
  private static Consumer<String> notice(CommandSession session) {
    return session.get(READER) instanceof LineReader reader
        ? reader::printAbove
        : System.out::println;
  }

  public void train(CommandSession session, Object... args) {
    run(session, "train", args);
  }

  public void evaluate(CommandSession session, Object... args) {
    run(session, "evaluate", args);
  }

  public void predict(CommandSession session, Object... args) {
    run(session, "predict", args);
  }

  public void summary(CommandSession session, Object... args) {
    run(session, "summary", args);
  }

  public void plugins(CommandSession session, Object... args) {
    run(session, "plugins", args);
  }

  public void describe(CommandSession session, Object... args) {
    run(session, "describe", args);
  }

  public void check(CommandSession session, Object... args) {
    run(session, "check", args);
  }

  public void bench(CommandSession session, Object... args) {
    run(session, "bench", args);
  }

  public void jobs(CommandSession session, Object... args) {
    run(session, "jobs", args);
  }

  public void stop(CommandSession session, Object... args) {
    run(session, "stop", args);
  }

  public void pause(CommandSession session, Object... args) {
    run(session, "pause", args);
  }

  public void resume(CommandSession session, Object... args) {
    run(session, "resume", args);
  }

  /** The list of verbs. */
  public void help(CommandSession session) {
    run(session, "--help", new Object[0]);
  }

  /** The help of a verb. */
  public void help(CommandSession session, String verb) {
    run(session, verb, new Object[] {"--help"});
  }

  /** Ends the shell. */
  public void exit() {
    verbs.close();
  }
}
