package graft.shell;

import graft.api.ConfigException;
import graft.api.run.WeightLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code graft export}. */
@Command(name = "export", description = "Write a run's weights as a safetensors file.")
final class ExportVerb extends Verb {
  @Parameters(index = "0", paramLabel = "RUN", description = "the run folder")
  Path run = Path.of("");

  @Parameters(index = "1", paramLabel = "FILE", description = "such as weights.safetensors")
  Path file = Path.of("");

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description = "names and axes: graft (default) or pytorch")
  String layout = WeightLayout.GRAFT.text();

  @Option(names = "--last", description = "of the last checkpoint, not of the best")
  boolean last;

  ExportVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    int tensors = session.graft().export(run, file, layout(), last);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", "exported");
    line.put("tensors", tensors);
    line.put("file", file.toString());
    session.out().println(json ? JsonLines.line(line) : tensors + " tensors written to " + file);
    return 0;
  }

  private WeightLayout layout() {
    try {
      return WeightLayout.valueOf(layout.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--layout", "expected graft or pytorch, got '" + layout + "'", "");
    }
  }
}
