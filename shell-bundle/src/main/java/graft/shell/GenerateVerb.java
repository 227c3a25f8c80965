package graft.shell;

import graft.api.ConfigException;
import graft.api.run.Predictor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code graft generate}. */
@Command(
    name = "generate",
    description = "Write text with a run that has learned what character follows.",
    footer = {"", "The same seed, prompt and options write the same text."})
final class GenerateVerb extends Verb {
  private static final long MOST_CHARACTERS = 1_000_000;

  @Parameters(paramLabel = "RUN", description = "the run folder, of data characters:FILE")
  Path run = Path.of("");

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "what the text goes on from, default: a new line")
  String prompt = "\n";

  @Option(names = "--length", paramLabel = "N", description = "characters to write, default: 500")
  long length = 500;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "above 1 wilder, below 1 tamer, 0: always the likeliest; default: 1")
  double temperature = 1;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "only of the K likeliest, default: of all")
  Optional<Long> topK = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "seed of the choices, default: 0")
  long seed;

  GenerateVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    if (length < 1 || length > MOST_CHARACTERS) {
      throw new ConfigException(
          "--length", "expected 1 to " + MOST_CHARACTERS + " characters, got " + length, "");
    }
    Sampling sampling = new Sampling(temperature, topK, seed);
    boolean logits = session.run(run).get("training", "loss", "from_logits") == Boolean.TRUE;
    StringBuilder written = new StringBuilder();
    try (Predictor predictor = session.graft().predictor(run, options())) {
      TextWriter writer = new TextWriter(predictor, logits, sampling);
      writer.read(prompt);
      show(prompt);
      for (long i = 0; i < length && !session.stopping().get(); i++) {
        String next = writer.next();
        written.append(next);
        show(next);
      }
    }
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("prompt", prompt);
      line.put("text", written.toString());
      session.out().println(JsonLines.line(line));
    } else {
      session.out().println();
    }
    return 0;
  }

  /** Character by character, for who waits for them. */
  private void show(String text) {
    if (!json) {
      session.out().print(text);
      session.out().flush();
    }
  }
}
