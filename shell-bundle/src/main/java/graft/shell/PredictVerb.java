package graft.shell;

import graft.api.ConfigException;
import graft.api.NdArray;
import graft.api.data.Dataset;
import graft.api.run.Predictor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code graft predict}. */
@Command(
    name = "predict",
    description = "Ask a trained run.",
    footer = {
      "",
      "An INPUT is a file or folder like those that the run was trained on, a PNG or JPEG image, a"
          + " CSV file, an IDX file, or a data spec.",
      "Answers are numbered by example, from 0: an empty line is none, and has no number."
    })
final class PredictVerb extends Verb {
  @Parameters(index = "0", paramLabel = "RUN", description = "the run folder")
  Path run = Path.of("");

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "INPUT", description = "what to predict")
  List<String> inputs = List.of();

  @Option(names = "--text", paramLabel = "TEXT", description = "a text itself, for runs on text")
  List<String> texts = List.of();

  @Option(names = "--output", paramLabel = "FILE.csv", description = "write the answers as CSV")
  Optional<Path> output = Optional.empty();

  PredictVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    if (inputs.isEmpty() && texts.isEmpty()) {
      throw new ConfigException("predict", "expected what to predict", "name an INPUT, or --text");
    }
    boolean logits = Boolean.TRUE.equals(session.run(run).get("training", "loss", "from_logits"));
    try (Predictor predictor = session.graft().predictor(run, options())) {
      PredictInputs reader = new PredictInputs(session, predictor);
      Answers answers = new Answers(predictor.classes(), logits);
      if (output.isPresent()) {
        write(predictor, reader, answers, output.get());
        return 0;
      }
      predict(predictor, reader, answers, this::show);
    }
    return 0;
  }

  private interface Reader {
    void accept(Map<String, Object> line, List<Answers.Answer> answers, boolean alone);
  }

  private void predict(Predictor predictor, PredictInputs inputs, Answers answers, Reader lines) {
    if (!texts.isEmpty()) {
      predict("text", predictor, inputs.texts(texts), answers, lines);
    }
    for (String input : this.inputs) {
      predict(input, predictor, inputs.open(input), answers, lines);
    }
  }

  private void predict(
      String input, Predictor predictor, Dataset opened, Answers answers, Reader lines) {
    try (Dataset examples = opened) {
      examples.notes().forEach(note -> session.err().println("note: " + note));
      Map<String, NdArray> outputs = predictor.predict(examples);
      int count = Math.toIntExact(examples.size());
      for (int i = 0; i < count; i++) {
        Map<String, Object> line = new LinkedHashMap<>();
        String origin = examples.origin(i);
        line.put("input", origin.isEmpty() ? input : origin);
        line.put("index", i);
        boolean alone = count == 1 || !origin.isEmpty();
        lines.accept(line, answers.of(outputs, i, count), alone);
      }
    }
  }

  private void show(Map<String, Object> line, List<Answers.Answer> answers, boolean alone) {
    if (json) {
      Answers.add(line, answers);
      session.out().println(JsonLines.line(line));
      return;
    }
    String place = line.get("input") + (alone ? "" : " " + line.get("index"));
    session.out().println(place + ": " + Answers.text(answers));
  }

  private static boolean isSame(String input, Path file) {
    try {
      return Files.exists(file) && Files.isSameFile(Path.of(input), file);
    } catch (IOException | InvalidPathException e) {
      return false; // the input is a data spec, or there is none, which its reader says better
    }
  }

  private void write(Predictor predictor, PredictInputs reader, Answers answers, Path file) {
    for (String input : inputs) {
      if (isSame(input, file)) {
        throw new ConfigException(
            "--output", "expected a file of its own, got the input " + input, "name another file");
      }
    }
    int[] count = {0};
    try (AnswerFile to = new AnswerFile(file, predictor.classes())) {
      predict(
          predictor,
          reader,
          answers,
          (line, said, alone) -> {
            Answers.add(line, said);
            to.add(line);
            count[0]++;
          });
      to.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("predictions", count[0]);
    line.put("file", file.toString());
    session
        .out()
        .println(json ? JsonLines.line(line) : count[0] + " predictions written to " + file);
  }
}
