package graft.shell;

import graft.shell.report.Report;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code graft report}. */
@Command(name = "report", description = "Write a run as one HTML page.")
final class ReportVerb extends Verb {
  @Parameters(paramLabel = "RUN", description = "the run folder")
  Path run = Path.of("");

  ReportVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    write(session, run, this);
    return 0;
  }

  /** Writes the report of a run, and says where it is. */
  static void write(Session session, Path run, Verb verb) {
    Path page = Report.write(session.graft(), run, session.run(run), verb.options());
    session
        .out()
        .println(
            verb.json
                ? JsonLines.line(Map.of("event", "report", "file", page.toString()))
                : "report: " + page);
  }
}
