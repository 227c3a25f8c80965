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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
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
      description = "A deep-learning framework whose every part is a plug-in.",
      footer = {"", "graft VERB --help says more. Exit codes: 0 done, 1 failed, 2 wrong input."})
  private static final class Root {}

  private final Graft graft;
  private final BundleContext context;
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean stopping;

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  private volatile List<Check> checks = List.of();

  @Activate
  public Verbs(@Reference Graft graft, BundleContext context) {
    this.graft = graft;
    this.context = context;
  }

  /** Asks the running verb to end with its state written. */
  void stop() {
    stopping = true;
    graft.jobs().forEach(Job::stop);
  }

  @Deactivate
  void close() {
    end.countDown();
  }

  @Override
  public int applyAsInt(String[] args) {
    return run(args, System.out, System.err, false);
  }

  /** Runs a command line; what is wrong goes to {@code err} as one line. */
  int run(String[] args, PrintStream out, PrintStream err, boolean shell) {
    List<String> terminals = List.of(System.getProperty("graft.terminal", "").split(","));
    boolean terminal = terminals.contains("err") && terminals.contains("out");
    Session session = new Session(graft, checks, out, err, terminal, shell, () -> stopping);
    CommandLine line = commands(session, shell);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler((e, command, parsed) -> report(e, err));
    line.setParameterExceptionHandler(
        (e, arguments) -> {
          String hint =
              "graft " + e.getCommandLine().getCommandName() + " --help shows what is allowed";
          err.println("graft: " + oneLine(e.getMessage()) + "; hint: " + hint);
          return 2;
        });
    if (args.length == 0) {
      line.usage(out);
      return 2;
    }
    int code = line.execute(args);
    return stopping && code == 0 ? 130 : code;
  }

  private CommandLine commands(Session session, boolean shell) {
    CommandLine line = new CommandLine(new Root());
    line.addSubcommand(new TrainVerb(session));
    line.addSubcommand(new EvaluateVerb(session));
    line.addSubcommand(new PredictVerb(session));
    line.addSubcommand(new SummaryVerb(session));
    line.addSubcommand(new TypeVerbs.Plugins(session));
    line.addSubcommand(new TypeVerbs.Describe(session));
    line.addSubcommand(new TypeVerbs.CheckVerb(session));
    line.addSubcommand(new BenchVerb(session));
    if (shell) {
      line.addSubcommand(new JobVerbs.Jobs(session));
      line.addSubcommand(new JobVerbs.Stop(session));
      line.addSubcommand(new JobVerbs.Pause(session));
      line.addSubcommand(new JobVerbs.Resume(session));
    } else {
      line.addSubcommand(new ShellVerb(session, context, end));
      line.addSubcommand("test", new TestVerb(session));
    }
    for (CommandLine command : line.getSubcommands().values()) {
      command.addMixin("help", new Help());
    }
    line.addMixin("help", new Help());
    return line;
  }

  /** {@code --help} for every verb. */
  private static final class Help {
    @CommandLine.Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "show this")
    boolean asked;
  }

  private static int report(Exception e, PrintStream err) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return 130;
    }
    if (e instanceof GraftException || e instanceof InvalidPathException) {
      err.println("graft: " + oneLine(e.getMessage()));
      return e instanceof DeviceException || e instanceof CompileException ? 1 : 2;
    }
    if (e instanceof UncheckedIOException) {
      err.println("graft: " + oneLine(String.valueOf(e.getCause().getMessage())));
      return 1;
    }
    err.println("graft: internal error: " + e);
    e.printStackTrace(err);
    return 1;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
