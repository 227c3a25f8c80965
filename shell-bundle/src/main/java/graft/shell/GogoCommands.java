package graft.shell;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Process;
import org.jline.builtins.Completers.CompletionData;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The verbs as Gogo commands in scope {@code graft}, and the converter that writes what they answer
 * as the command line does.
 */
@Component(
    service = {GogoCommands.class, Converter.class},
    property = {
      "osgi.converter.classes=graft.shell.Listing",
      "osgi.converter.classes=graft.api.run.TypeInfo",
      "osgi.converter.classes=graft.api.run.Result",
      "osgi.converter.classes=graft.api.run.Summary",
      "osgi.converter.classes=graft.api.run.Settings",
      "osgi.converter.classes=graft.api.run.Job$Status",
      "osgi.command.scope=graft",
      "osgi.command.function=train",
      "osgi.command.function=evaluate",
      "osgi.command.function=predict",
      "osgi.command.function=generate",
      "osgi.command.function=report",
      "osgi.command.function=export",
      "osgi.command.function=summary",
      "osgi.command.function=plugins",
      "osgi.command.function=describe",
      "osgi.command.function=check",
      "osgi.command.function=bench",
      "osgi.command.function=config",
      "osgi.command.function=jobs",
      "osgi.command.function=watch",
      "osgi.command.function=stop",
      "osgi.command.function=pause",
      "osgi.command.function=resume",
      "osgi.command.function=help",
      "osgi.command.function=exit",
      "osgi.command.function=default",
      "osgi.command.function=complete",
      "osgi.command.function=completions"
    })
public final class GogoCommands implements Converter {
  private static final String WORDS = "as on the command line; help VERB lists them";

  /** Where Gogo's own shell keeps the reader of the line that its user types. */
  private static final String READER = ".reader";

  private static final String TERMINAL = ".terminal";

  /** Verbs that end in good order when they are interrupted. */
  private static final Set<String> INTERRUPTIBLE = Set.of("train", "watch");

  private static final String LINE = ".commandLine";
  private static final String COMPLETIONS = ".completions";

  private final Verbs verbs;

  /** Of the terminal that the last verb was typed at. */
  private volatile int columns = AnswerText.columns();

  @Activate
  public GogoCommands(@Reference Verbs verbs) {
    this.verbs = verbs;
  }

  private @Nullable Object run(CommandSession session, String verb, Object[] args) {
    List<String> line = new ArrayList<>(List.of(verb));
    Arrays.stream(args).map(String::valueOf).forEach(line::add);
    // Not System.out, which Gogo redirects for the thread of the command only: a job has its own.
    Process process = Process.Utils.current();
    PrintStream out = process == null ? System.out : process.out();
    PrintStream err = process == null ? System.err : process.err();
    Supplier<@Nullable Object> answer =
        () -> verbs.run(line.toArray(String[]::new), out, err, notice(session), true);
    if (!(session.get(TERMINAL) instanceof Terminal terminal) || session.get(READER) == null) {
      return answer.get();
    }
    columns = terminal.getWidth();
    return INTERRUPTIBLE.contains(verb) ? interruptible(terminal, answer) : answer.get();
  }

  /**
   * Gives Ctrl-C to the verb. Gogo would leave it at work, say that it was interrupted, and ask for
   * the next line at once; it still does so at a second Ctrl-C.
   */
  static @Nullable Object interruptible(Terminal terminal, Supplier<@Nullable Object> verb) {
    Thread thread = Thread.currentThread();
    AtomicReference<SignalHandler> gogo = new AtomicReference<>(SignalHandler.SIG_DFL);
    gogo.set(
        terminal.handle(
            Signal.INT,
            signal -> {
              terminal.handle(Signal.INT, gogo.get());
              thread.interrupt();
            }));
    try {
      return verb.get();
    } finally {
      terminal.handle(Signal.INT, gogo.get());
      Thread.interrupted(); // one that came too late for the verb is not the next one's
    }
  }

  /** Prints a line above the one that the user is typing, if one is. */
  private static Consumer<String> notice(CommandSession session) {
    return session.get(READER) instanceof LineReader reader
        ? reader::printAbove
        : System.out::println;
  }

  // ---- what Gogo asks of a converter

  @Override
  public @Nullable Object convert(Class<?> type, Object value) {
    return null;
  }

  @Override
  public CharSequence format(Object answer, int level, Converter escape) {
    Process process = Process.Utils.current();
    boolean piped = process != null && !process.isTty(1);
    return level == Converter.INSPECT
        ? AnswerText.of(answer, piped ? 0 : columns)
        : AnswerText.line(answer);
  }

  // ---- completion, for Gogo's own shell

  /** Tells Gogo's shell the options of all verbs, and to ask {@code complete} for the rest. */
  @Descriptor("prepare the completion of Graft's verbs")
  public void completions(CommandSession session) {
    @SuppressWarnings("unchecked") // JLine's contract of this variable
    Map<String, List<CompletionData>> all =
        (Map<String, List<CompletionData>>) session.get(COMPLETIONS);
    if (all == null) {
      return; // no shell that completes
    }
    for (Map.Entry<String, CommandLine> verb : verbs.shellVerbs().entrySet()) {
      List<CompletionData> data = new ArrayList<>();
      for (OptionSpec option : verb.getValue().getCommandSpec().options()) {
        String text = String.join(" ", option.description());
        data.add(new CompletionData(List.of(option.longestName()), text, null, null));
      }
      data.add(new CompletionData(null, null, "graft:complete", null));
      all.put("graft:" + verb.getKey(), data);
    }
  }

  /** The candidates for the word at the cursor. */
  @Descriptor("complete the line that is being typed")
  public List<Candidate> complete(CommandSession session) {
    if (!(session.get(LINE) instanceof ParsedLine line)) {
      return List.of();
    }
    List<String> words = new ArrayList<>(line.words().subList(0, line.wordIndex()));
    words.add(line.word().substring(0, line.wordCursor()));
    words.set(0, words.get(0).replaceFirst("^graft:", ""));
    return verbs.complete(words).stream()
        .map(text -> new Candidate(text, text, null, null, null, null, !text.matches(".*[/:=]")))
        .toList();
  }

  // ---- the verbs

  @Descriptor("train a model")
  public @Nullable Object train(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "train", args);
  }

  @Descriptor("measure a trained run on other data")
  public @Nullable Object evaluate(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "evaluate", args);
  }

  @Descriptor("ask a trained run")
  public @Nullable Object predict(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "predict", args);
  }

  @Descriptor("write text with a run that has learned what character follows")
  public @Nullable Object generate(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "generate", args);
  }

  @Descriptor("write a run as one HTML page")
  public @Nullable Object report(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "report", args);
  }

  @Descriptor("write a run's weights as a file")
  public @Nullable Object export(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "export", args);
  }

  @Descriptor("list a model's layers")
  public @Nullable Object summary(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "summary", args);
  }

  @Descriptor("list the installed types")
  public @Nullable Object plugins(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "plugins", args);
  }

  @Descriptor("say what a type does and takes")
  public @Nullable Object describe(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "describe", args);
  }

  @Descriptor("prove a type with the test kit")
  public @Nullable Object check(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "check", args);
  }

  @Descriptor("measure the kernels on this machine")
  public @Nullable Object bench(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "bench", args);
  }

  @Descriptor("show or change what holds for all jobs")
  public @Nullable Object config(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "config", args);
  }

  @Descriptor("list the jobs at work, and the last ones that ended")
  public @Nullable Object jobs(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "jobs", args);
  }

  @Descriptor("show a job's progress, or how it ended")
  public @Nullable Object watch(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "watch", args);
  }

  @Descriptor("end a job with a checkpoint")
  public @Nullable Object stop(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "stop", args);
  }

  @Descriptor("hold a job at the next step")
  public @Nullable Object pause(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "pause", args);
  }

  @Descriptor("go on with a paused job")
  public @Nullable Object resume(CommandSession session, @Descriptor(WORDS) Object... args) {
    return run(session, "resume", args);
  }

  /** Gogo's name for what it does not know. */
  @Descriptor("say which verb is near")
  public @Nullable Object _default(CommandSession session, Object... words) {
    return run(session, String.valueOf(words[0]), new Object[0]);
  }

  @Descriptor("list the verbs")
  public void help(CommandSession session) {
    run(session, "--help", new Object[0]);
  }

  @Descriptor("show what a verb takes")
  public void help(CommandSession session, @Descriptor("the verb, such as train") String verb) {
    run(session, verb.replaceFirst("^graft:", ""), new Object[] {"--help"});
  }

  @Descriptor("end the shell")
  public void exit() {
    verbs.close();
  }
}
