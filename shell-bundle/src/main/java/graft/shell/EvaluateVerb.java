package graft.shell;

import graft.api.Spec;
import graft.api.run.Event;
import graft.api.run.Result;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code graft evaluate}. */
@Command(name = "evaluate", description = "Measure a trained run on other data.")
final class EvaluateVerb extends Verb {
  @Parameters(paramLabel = "RUN", description = "the run folder")
  Path run = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      description = "the data, default: what the run held back")
  Optional<String> data = Optional.empty();

  EvaluateVerb(Session session) {
    super(session);
  }

  /** What the data have to say. */
  private void note(Event event) {
    if (json) {
      JsonLines.event(event).ifPresent(line -> session.out().println(JsonLines.line(line)));
    } else if (event instanceof Event.Warning warning) {
      session.err().println("note: " + warning.text());
    }
  }

  @Override
  public Object call() {
    Spec source = data.map(text -> session.source("--data", text)).orElse(null);
    Result result = session.graft().evaluate(run, source, options().listener(this::note));
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("event", "evaluated");
      line.put("examples", result.examples());
      line.putAll(JsonLines.whole(result));
      session.out().println(JsonLines.line(line));
      return 0;
    }
    return result;
  }
}
