package graft.shell;

import graft.api.CompileException;
import graft.api.DeviceException;
import graft.api.GraftException;
import graft.api.run.Check;
import graft.api.run.Graft;
import graft.api.run.Job;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Every verb once, for the command line and for Gogo. To the launcher it is a service of JDK types:
 * a command line to an exit code (0 done, 1 failed, 2 wrong usage or input, 130 stopped).
 */
@Component(
    service = {ToIntFunction.class, Verbs.class},
    property = "graft.verbs:Boolean=true")
public final class Verbs implements ToIntFunction<String[]> {
  @Command(
      name = "graft",
      synopsisSubcommandLabel = "VERB",
      description = "A deep-learning framework whose every part is a plug-in.",
      commandListHeading = "Verbs:%n",
      footer = {"", "graft VERB --help says more. Exit codes: 0 done, 1 failed, 2 wrong input."})
  private static final class Root {}

  @Command(
      name = "",
      synopsisSubcommandLabel = "VERB",
      description = "Verbs of Graft's shell; Gogo's own commands: gogo:help.",
      commandListHeading = "Verbs:%n",
      footer = {"", "VERB --help says more."})
  private static final class ShellRoot {}

  /** What jobs get to write their state where the framework stops; then they are left. */
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final Graft graft;
  private final BundleContext context;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Set<Long> watched = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  private volatile List<Check> checks = List.of();

  @Activate
  public Verbs(@Reference Graft graft, BundleContext context) {
    this.graft = graft;
    this.context = context;
    context.addBundleListener((SynchronousBundleListener) this::beforeTheFrameworkStops);
  }

  /** Ends the jobs while every plug-in is still there, whoever stops the framework. */
  private void beforeTheFrameworkStops(BundleEvent event) {
    if (event.getType() != BundleEvent.STOPPING
        || event.getBundle().getBundleId() != Constants.SYSTEM_BUNDLE_ID) {
      return;
    }
    List<Job> jobs = graft.jobs();
    jobs.forEach(Job::stop);
    long end = System.nanoTime() + CLOSING.toNanos();
    try {
      for (Job job : jobs) {
        job.await(Duration.ofNanos(end - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Asks the running verb to end with its state written.
   *
   * @return false if no job is under way, and so nothing to wait for
   */
  boolean stop() {
    stopping = true;
    List<Job> jobs = graft.jobs();
    jobs.forEach(Job::stop);
    return jobs.stream().anyMatch(job -> !job.state().isEnd());
  }

  /** Ends a shell that waits for its user. */
  @Deactivate
  void close() {
    end.countDown();
  }

  @Override
  public int applyAsInt(String[] args) {
    try {
      Object answer = run(args, System.out, System.err, System.out::println, false);
      if (answer != null) {
        System.out.println(AnswerText.of(answer, AnswerText.columns()));
      }
      return 0;
    } catch (VerbFailed e) {
      if (!e.line().isEmpty()) {
        System.err.println(e.line());
      }
      return e.code();
    }
  }

  /**
   * Runs a command line.
   *
   * @param notice prints a line of a job in the background
   * @return what {@link AnswerText} writes, or null if all is said
   * @throws VerbFailed if it is wrong or fails
   */
  @SuppressWarnings("DefaultCharset") // The terminal's.
  @Nullable Object run(
      String[] args, PrintStream out, PrintStream err, Consumer<String> notice, boolean shell) {
    CommandLine line = commands(out, err, notice, shell);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    if (args.length == 0) {
      line.usage(err);
      throw new VerbFailed(2, "");
    }
    VerbFailed[] failure = new VerbFailed[1]; // picocli's handlers return a code only
    line.setExecutionExceptionHandler((e, command, parsed) -> keep(failure, failure(e, err)));
    line.setExecutionStrategy(
        parsed -> {
          if (parsed.hasSubcommand()) {
            UsageText.requireValues(parsed.subcommand());
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    line.setParameterExceptionHandler((e, words) -> keep(failure, UsageText.failure(e)));
    // Of a verb that is none picocli would take --help for the root's.
    boolean isVerb = args[0].startsWith("-") || line.getSubcommands().containsKey(args[0]);
    int code = line.execute(isVerb ? args : new String[] {args[0]});
    if (failure[0] != null) {
      throw failure[0];
    }
    if (code != 0 || stopping) {
      throw new VerbFailed(code == 0 ? 130 : code, "");
    }
    CommandLine.ParseResult parsed = line.getParseResult().subcommand();
    Object answer = parsed == null ? null : parsed.commandSpec().commandLine().getExecutionResult();
    return answer instanceof Integer ? null : answer;
  }

  /** What may be written at a place of a line of the shell. */
  List<String> complete(List<String> words) {
    return new Completion(graft, commands(System.out, System.err, line -> {}, true)).of(words);
  }

  /** The shell's verbs, with their options. */
  Map<String, CommandLine> shellVerbs() {
    return commands(System.out, System.err, line -> {}, true).getSubcommands();
  }

  private CommandLine commands(
      PrintStream out, PrintStream err, Consumer<String> notice, boolean shell) {
    List<String> terminals = List.of(System.getProperty("graft.terminal", "").split(","));
    boolean terminal = terminals.contains("err") && terminals.contains("out");
    return commands(
        new Session(graft, checks, out, err, notice, watched, terminal, shell, () -> stopping),
        shell);
  }

  private static int keep(VerbFailed[] place, VerbFailed failure) {
    place[0] = failure;
    return failure.code();
  }

  private CommandLine commands(Session session, boolean shell) {
    CommandLine line = new CommandLine(shell ? new ShellRoot() : new Root());
    line.addSubcommand(new TrainVerb(session));
    line.addSubcommand(new EvaluateVerb(session));
    line.addSubcommand(new PredictVerb(session));
    line.addSubcommand(new GenerateVerb(session));
    line.addSubcommand(new ReportVerb(session));
    line.addSubcommand(new ExportVerb(session));
    line.addSubcommand(new SummaryVerb(session));
    line.addSubcommand(new TypeVerbs.Plugins(session));
    line.addSubcommand(new TypeVerbs.Describe(session));
    line.addSubcommand(new TypeVerbs.CheckVerb(session));
    line.addSubcommand(new BenchVerb(session));
    line.addSubcommand(new ConfigVerb(session, context));
    if (shell) {
      line.addSubcommand(new JobVerbs.Jobs(session));
      line.addSubcommand(new JobVerbs.Watch(session));
      line.addSubcommand(new JobVerbs.Stop(session));
      line.addSubcommand(new JobVerbs.Pause(session));
      line.addSubcommand(new JobVerbs.Resume(session));
    } else {
      line.addSubcommand(new ShellVerb(session, context, end));
      line.addSubcommand(new CompletionVerb(session));
      line.addSubcommand("test", new TestVerb(session));
      line.addMixin("version", new Version());
      line.getCommandSpec().version("Graft " + context.getBundle().getVersion());
    }
    line.registerConverter(Long.class, UsageText::wholeNumber);
    line.registerConverter(long.class, UsageText::wholeNumber);
    for (CommandLine command : line.getSubcommands().values()) {
      command.addMixin("help", new Help());
      if (shell) {
        // In front of the verb stands the root's name, which is empty here, and a space.
        command.getCommandSpec().usageMessage().synopsisHeading("Usage:");
      }
    }
    line.addMixin("help", new Help());
    if (shell) {
      line.getCommandSpec().usageMessage().synopsisHeading("Usage:");
    }
    return line;
  }

  /** {@code --help} for every verb. */
  private static final class Help {
    @CommandLine.Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli's
    boolean asked;
  }

  /** {@code --version}, of this bundle. */
  private static final class Version {
    @CommandLine.Option(names = "--version", versionHelp = true, description = "show the version")
    @SuppressWarnings("UnusedVariable") // picocli's
    boolean asked;
  }

  private static VerbFailed failure(Exception e, PrintStream err) {
    if (e instanceof VerbFailed failed) {
      return failed;
    }
    if (e instanceof GraftException || e instanceof InvalidPathException) {
      boolean ours = e instanceof DeviceException || e instanceof CompileException;
      return new VerbFailed(
          ours ? 1 : 2, "graft: " + UsageText.oneLine(String.valueOf(e.getMessage())));
    }
    if (e instanceof InterruptedException) {
      return new VerbFailed(130, ""); // Ctrl-C once more: the job ends by itself
    }
    if (e instanceof UncheckedIOException && e.getCause() != null) {
      return new VerbFailed(
          1, "graft: " + UsageText.oneLine(String.valueOf(e.getCause().getMessage())));
    }
    e.printStackTrace(err);
    return new VerbFailed(1, "graft: internal error: " + UsageText.oneLine(e.toString()));
  }
}
