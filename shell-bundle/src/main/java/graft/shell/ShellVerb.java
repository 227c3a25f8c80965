package graft.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.Parser.Executable;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code graft shell}: on a terminal Gogo's own shell talks to the user, and this verb waits for
 * its end; else it runs the given commands, or those of standard input.
 */
@Command(name = "shell", description = "Live in a running system: Gogo with Graft's commands.")
final class ShellVerb implements Callable<Integer> {
  private final Session session;
  private final BundleContext context;
  private final CountDownLatch end;

  @Option(names = "-c", paramLabel = "COMMANDS", description = "run these, and end")
  Optional<String> commands = Optional.empty();

  @Option(
      names = "--deploy",
      paramLabel = "DIR",
      description = "a folder whose jars are installed, updated and removed as they come and go")
  String deploy = "";

  ShellVerb(Session session, BundleContext context, CountDownLatch end) {
    this.session = session;
    this.context = context;
    this.end = end;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> terminals = List.of(System.getProperty("graft.terminal", "").split(","));
    if (commands.isEmpty() && terminals.contains("in") && terminals.contains("out")) {
      end.await();
      return 0;
    }
    ServiceReference<CommandProcessor> reference =
        context.getServiceReference(CommandProcessor.class);
    CommandProcessor processor = context.getService(reference);
    try (CommandSession gogo =
        processor.createSession(
            System.in, stream("out", session.out()), stream("err", session.err()))) {
      gogo.put("SCOPE", "graft:*");
      return commands.isPresent() ? execute(gogo, commands.get()) : lines(gogo);
    } finally {
      context.ungetService(reference);
    }
  }

  /**
   * The launcher's stream of a name. Gogo hands what a command prints to its session's streams, and
   * has replaced System.out by one that hands on to Gogo: a session over that would print in
   * circles.
   */
  private PrintStream stream(String name, PrintStream none) {
    try {
      return context.getServiceReferences(PrintStream.class, "(graft.stream=" + name + ")").stream()
          .findFirst()
          .map(context::getService)
          .orElse(none);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private int lines(CommandSession gogo) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int code = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.strip().equals("exit")) {
        break;
      }
      code = line.isBlank() ? code : execute(gogo, line);
    }
    return code;
  }

  private int execute(CommandSession gogo, String script) {
    try {
      // One by one, as Gogo gives the last one's answer only.
      for (Executable statement : new Parser(script).program().tokens()) {
        Object answer = gogo.execute(statement);
        if (answer != null) {
          session.out().println(gogo.format(answer, Converter.INSPECT));
        }
      }
      return 0;
    } catch (VerbFailed e) {
      if (!e.line().isEmpty()) {
        session.err().println(e.line());
      }
      return e.code();
    } catch (Exception e) {
      String message = e.getMessage() == null ? String.valueOf(e.getCause()) : e.getMessage();
      session.err().println("graft: " + UsageText.oneLine(message));
      return 2;
    }
  }
}
