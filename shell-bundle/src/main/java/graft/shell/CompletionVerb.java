package graft.shell;

import graft.api.ConfigException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code graft completion}. */
@Command(
    name = "completion",
    description = "Print a script that completes graft's lines: source <(graft completion bash).")
final class CompletionVerb implements Callable<String> {
  private final Session session;

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "bash (or zsh with bashcompinit)")
  String shell = "";

  CompletionVerb(Session session) {
    this.session = session;
  }

  @Override
  public String call() {
    if (!shell.equals("bash")) {
      throw new ConfigException("completion", "expected bash, got '" + shell + "'", "");
    }
    CommandLine root = spec.parent().commandLine();
    return new Completion(session.graft(), root).bash();
  }
}
