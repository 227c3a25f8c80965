package graft.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
      "osgi.command.function=resume"
    })
public final class GogoCommands {
  private final Verbs verbs;

  @Activate
  public GogoCommands(@Reference Verbs verbs) {
    this.verbs = verbs;
  }

  private void run(String verb, Object[] args) {
    List<String> line = new ArrayList<>(List.of(verb));
    Arrays.stream(args).map(String::valueOf).forEach(line::add);
    // Gogo redirects the standard streams of the thread that runs a command.
    int code = verbs.run(line.toArray(String[]::new), System.out, System.err, true);
    if (code != 0) {
      throw new VerbFailed(code);
    }
  }

  public void train(Object... args) {
    run("train", args);
  }

  public void evaluate(Object... args) {
    run("evaluate", args);
  }

  public void predict(Object... args) {
    run("predict", args);
  }

  public void summary(Object... args) {
    run("summary", args);
  }

  public void plugins(Object... args) {
    run("plugins", args);
  }

  public void describe(Object... args) {
    run("describe", args);
  }

  public void check(Object... args) {
    run("check", args);
  }

  public void bench(Object... args) {
    run("bench", args);
  }

  public void jobs(Object... args) {
    run("jobs", args);
  }

  public void stop(Object... args) {
    run("stop", args);
  }

  public void pause(Object... args) {
    run("pause", args);
  }

  public void resume(Object... args) {
    run("resume", args);
  }
}
