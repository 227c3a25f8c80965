package graft.shell;

import graft.api.run.RunSpec;
import graft.api.run.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code graft summary}. */
@Command(name = "summary", description = "List a model's layers, output shapes and parameters.")
final class SummaryVerb implements Callable<Summary> {
  private final Session session;

  @Parameters(paramLabel = "MODEL.json", description = "a model file or a run folder")
  String model = "";

  @Option(names = "--data", paramLabel = "SPEC", description = "data that give the input shape")
  Optional<String> data = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "change a field of the model file")
  List<String> set = List.of();

  @Option(names = "--deploy", paramLabel = "DIR", description = "a folder whose jars are installed")
  String deploy = "";

  SummaryVerb(Session session) {
    this.session = session;
  }

  @Override
  public Summary call() {
    Path path = Path.of(model);
    boolean isRun = Files.isDirectory(path);
    if (isRun && data.isEmpty() && set.isEmpty()) {
      return session.graft().summary(path);
    }
    RunSpec spec = isRun ? session.run(path) : session.model(model);
    if (data.isPresent()) {
      spec = spec.with("data.source", JsonLines.json(session.source("--data", data.get())));
    }
    for (String assignment : set) {
      spec = session.set(spec, assignment);
    }
    return session.graft().summary(spec);
  }
}
