package graft.shell;

import graft.api.ConfigException;
import graft.api.run.Benchmark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code graft bench}. */
@Command(name = "bench", description = "Measure the kernels on this machine.")
final class BenchVerb implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "handed to the benchmarks")
  List<String> arguments = List.of();

  @Option(names = "--json", description = "each line of output is a JSON object")
  boolean json;

  BenchVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<Benchmark> benchmarks = new ArrayList<>(session.graft().benchmarks());
    if (benchmarks.isEmpty()) {
      throw new ConfigException("bench", "no bundle offers a benchmark", "install graft-accel-cpu");
    }
    benchmarks.add(new StepBenchmark(session.graft()));
    for (Benchmark benchmark : benchmarks) {
      if (!json) {
        session.out().println(benchmark.name());
      }
      benchmark.run(arguments, figure -> show(benchmark, figure));
    }
    return 0;
  }

  private void show(Benchmark benchmark, Benchmark.Figure figure) {
    boolean part = !Double.isNaN(figure.fraction());
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("event", "figure");
      line.put("benchmark", benchmark.name());
      line.put("name", figure.name());
      line.put("value", figure.value());
      line.put("unit", figure.unit());
      if (part) {
        line.put("fraction", figure.fraction());
        line.put("of", figure.reference());
      }
      session.out().println(JsonLines.line(line));
    } else {
      String share =
          part
              ? String.format(Locale.ROOT, "  %.2f of %s", figure.fraction(), figure.reference())
              : "";
      session
          .out()
          .println(
              String.format(
                      Locale.ROOT,
                      "  %-52s %12.2f %-10s%s",
                      figure.name(),
                      figure.value(),
                      figure.unit(),
                      share)
                  .stripTrailing());
    }
    session.out().flush();
  }
}
