package graft.shell;

import graft.api.ConfigException;
import graft.api.run.Settings;
import graft.api.run.TrainOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What the verbs that run programs share. */
abstract class Verb implements Callable<Object> {
  final Session session;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads that compute, default: all, see config")
  Optional<Long> threads = Optional.empty();

  @Option(names = "--accelerator", paramLabel = "NAME", description = "such as cpu or reference")
  Optional<String> accelerator = Optional.empty();

  @Option(names = "--json", description = "each line of output is a JSON object")
  boolean json;

  @Option(
      names = "--deploy",
      paramLabel = "DIR",
      description = "a folder whose jars are installed, updated and removed as they come and go")
  Optional<Path> deploy = Optional.empty(); // the launcher acts on it

  Verb(Session session) {
    this.session = session;
  }

  /** How many threads compute; 0 for what the settings say. */
  final int threads() {
    int most = Settings.mostThreads();
    if (threads.isPresent() && (threads.get() < 1 || threads.get() > most)) {
      throw new ConfigException(
          "--threads",
          "expected 1 to " + most + " (4 for each processor), got " + threads.get(),
          "leave it out to use all processors");
    }
    return threads.orElse(0L).intValue();
  }

  TrainOptions options() {
    TrainOptions options = TrainOptions.defaults().threads(threads());
    return accelerator.map(options::accelerator).orElse(options);
  }
}
