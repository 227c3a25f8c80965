package graft.shell;

import graft.api.ConfigException;
import graft.api.ShapeException;
import graft.api.run.Event;
import graft.api.run.Job;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code graft train}. */
@Command(
    name = "train",
    description = "Train a model, and keep it in a run folder.",
    footer = {
      "",
      "Data specs: digits; csv:FILE,label=quality; csv:FILE,label=last,header=false;",
      "images:FOLDER; text_files:FOLDER; idx:IMAGES,LABELS. More: plugins source.",
      "Without a model file a small convolutional network learns generated digits."
    })
final class TrainVerb extends Verb {
  @Parameters(arity = "0..1", paramLabel = "MODEL.json", description = "the model file")
  String model = "";

  @Option(names = "--data", paramLabel = "SPEC", description = "training data, default: digits")
  Optional<String> data = Optional.empty();

  @Option(
      names = "--validation",
      paramLabel = "FRACTION|last:N|SPEC",
      description = "data held back, or other data")
  Optional<String> validation = Optional.empty();

  @Option(names = "--epochs", paramLabel = "N", description = "passes over the data")
  Optional<Long> epochs = Optional.empty();

  @Option(names = "--steps", paramLabel = "N", description = "steps at the most")
  Optional<Long> steps = Optional.empty();

  @Option(names = "--batch", paramLabel = "N", description = "examples in a step")
  Optional<Long> batch = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "seed of everything random")
  Optional<Long> seed = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "change a field of the model file; null takes it away")
  List<String> set = List.of();

  @Option(names = "--out", paramLabel = "DIR", description = "the run folder, default: runs/…")
  Optional<Path> out = Optional.empty();

  @Option(names = "--resume", paramLabel = "DIR", description = "go on with a run")
  Optional<Path> resume = Optional.empty();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "begin with the weights of a safetensors file or of a run")
  Optional<String> weights = Optional.empty();

  @Option(names = "--report", description = "write report.html into the run folder at the end")
  boolean report;

  @Option(names = "--background", description = "in a shell: return at once, see jobs")
  boolean background;

  private boolean digitsByDefault;

  TrainVerb(Session session) {
    super(session);
  }

  @Override
  public Object call() throws InterruptedException {
    if (background && !session.shell()) {
      throw new ConfigException("--background", "only a shell outlives the command", "graft shell");
    }
    if (background && report) {
      throw new ConfigException("--report", "the job goes on in the background", "report RUN");
    }
    Consumer<Event> output =
        background ? TrainOutput.background(session, json) : TrainOutput.of(session, json);
    TrainOptions options = new TrainOptions(out, resume, accelerator, threads(), List.of(output));
    Job job = start(options);
    if (background) {
      return job.status();
    }
    if (session.stopping().get()) {
      job.stop();
    }
    Event.Done done = end(job);
    if (done.state() == Job.State.FAILED) {
      String reason = done.failure().orElse("it failed");
      throw new VerbFailed(1, "graft: " + UsageText.oneLine(reason) + "; run: " + done.run());
    }
    if (report) {
      ReportVerb.write(session, done.run(), this);
    }
    return done.state() == Job.State.STOPPED ? 130 : 0;
  }

  private Job start(TrainOptions options) {
    RunSpec spec = spec();
    try {
      return session.graft().train(spec, options);
    } catch (ShapeException e) {
      throw digitsByDefault ? e.at("with data 'digits', as no other is named") : e;
    }
  }

  /** Waits for the end; Ctrl-C in a shell interrupts, and ends the job with a checkpoint. */
  private static Event.Done end(Job job) throws InterruptedException {
    try {
      return job.await();
    } catch (InterruptedException e) {
      job.stop();
      return job.await();
    }
  }

  private RunSpec spec() {
    if (resume.isPresent() && (!model.isEmpty() || data.isPresent() || out.isPresent())) {
      throw new ConfigException(
          "--resume", "it goes on with the run's own model and data", "leave out the others");
    }
    Map<String, Long> numbers = numbers();
    RunSpec spec = resume.map(session::run).orElseGet(() -> session.model(model));
    if (data.isPresent()) {
      spec = spec.with("data.source", JsonLines.json(session.source("--data", data.get())));
      if (validation.isEmpty() && spec.get("data", "validation") instanceof Map<?, ?>) {
        spec = spec.without("data.validation"); // of the other data
      }
    } else if (spec.get("data", "source") == null) {
      spec = spec.with("data.source", "digits");
      digitsByDefault = true;
    }
    if (validation.isPresent()) {
      spec = spec.with("data.validation", validation(validation.get()));
    }
    for (Map.Entry<String, Long> number : numbers.entrySet()) {
      spec = spec.with("training." + number.getKey(), number.getValue());
    }
    if (weights.isPresent()) {
      boolean isPlain = spec.get("training", "weights") instanceof String;
      spec =
          (isPlain ? spec.without("training.weights") : spec)
              .with("training.weights.file", weights.get());
    }
    for (String assignment : set) {
      spec = session.set(spec, assignment);
    }
    return spec;
  }

  /** The options that are fields of {@code training}. */
  private Map<String, Long> numbers() {
    Map<String, Long> numbers = new LinkedHashMap<>();
    epochs.ifPresent(n -> numbers.put("epochs", n));
    steps.ifPresent(n -> numbers.put("steps", n));
    batch.ifPresent(n -> numbers.put("batch", n));
    numbers.forEach(
        (name, number) -> {
          int least = name.equals("epochs") ? 0 : 1; // no epoch: a run of the first weights
          if (number < least) {
            throw new ConfigException(
                "--" + name, "expected a number ≥ " + least + ", got " + number, "");
          }
        });
    seed.ifPresent(n -> numbers.put("seed", n));
    return numbers;
  }

  private Object validation(String text) {
    if (text.startsWith("last:")) {
      try {
        return Map.of("last", Long.parseLong(text.substring("last:".length())));
      } catch (NumberFormatException e) {
        throw new ConfigException("--validation " + text, "last: needs a number", "last:2000");
      }
    }
    Object value = JsonLines.value(text);
    return value instanceof Number number
        ? (Object) number.doubleValue()
        : JsonLines.json(session.source("--validation", text));
  }
}
