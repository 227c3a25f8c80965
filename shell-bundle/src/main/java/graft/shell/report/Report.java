package graft.shell.report;

import com.google.gson.Gson;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.run.Graft;
import graft.api.run.Held;
import graft.api.run.Predictor;
import graft.api.run.RunSpec;
import graft.api.run.Summary;
import graft.api.run.TrainOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run as one page, {@code report.html} in its folder: curves, the confusion matrix, the worst
 * examples, layers, timings, and the whole configuration. The page has all it needs in it, and is
 * forbidden to load anything.
 */
public final class Report {
  private static final int MOST_EXAMPLES = 50_000;
  private static final int MOST_CLASSES = 40;
  private static final int MISTAKES = 20;
  private static final int LOG_LINES = 200;
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z.]+)}}");

  private final Graft graft;
  private final Path run;
  private final RunSpec spec;
  private final TrainOptions options;

  private Report(Graft graft, Path run, RunSpec spec, TrainOptions options) {
    this.graft = graft;
    this.run = run;
    this.spec = spec;
    this.options = options;
  }

  /**
   * Writes the page.
   *
   * @param spec the run's model file
   * @return the page
   * @throws DataException if it cannot be written
   */
  public static Path write(Graft graft, Path run, RunSpec spec, TrainOptions options) {
    Path page = run.resolve("report.html");
    try {
      Files.writeString(page, new Report(graft, run, spec, options).html());
      return page;
    } catch (IOException e) {
      throw new DataException(page.toString(), "cannot be written: " + DataException.reason(e), "");
    }
  }

  private String html() throws IOException {
    Curves curves = Curves.read(run);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("epochs", Curves.numbers(curves.column("epoch")));
    data.put("charts", curves.epochs() > 0 ? curves.charts() : List.of());
    String title =
        spec.get("name") instanceof String name ? name : String.valueOf(run.getFileName());
    String body =
        "<h1>"
            + Html.text(title)
            + "</h1>\n"
            + Html.note("run " + run)
            + cards(curves)
            + Html.section(
                "Curves",
                (curves.epochs() > 0
                        ? Html.note("Drag to zoom in, double click to zoom out.")
                        : Html.note("No epoch was trained."))
                    + "<div class=charts id=charts></div>\n")
            + examples()
            + layers()
            + timings(curves)
            + Html.section("Configuration", "<pre>" + Html.text(graft.format(spec)) + "</pre>\n")
            + log();
    return page(title, body, new Gson().toJson(data)); // with < and > as escapes
  }

  /** Fills the page's places in one pass: what is filled in is not looked through again. */
  static String page(String title, String body, String data) {
    Map<String, String> parts =
        Map.of(
            "title", Html.text(title),
            "body", body,
            "data", data,
            "css", resource("report.css"),
            "js", resource("report.js"),
            "library.css", resource("uPlot.min.css"),
            "library.js", resource("uPlot.iife.min.js"),
            "license", resource("LICENSE"));
    return PLACE
        .matcher(resource("report.html"))
        .replaceAll(place -> Matcher.quoteReplacement(parts.getOrDefault(place.group(1), "")));
  }

  private static String resource(String name) {
    try (InputStream in = Report.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the bundle lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The figures of the last epoch. */
  private static String cards(Curves curves) {
    if (curves.epochs() == 0) {
      return "";
    }
    StringBuilder cards = new StringBuilder("<div class=cards>");
    curves
        .columns()
        .forEach(
            (name, values) -> {
              String label = name.replace("validation_", "validation ");
              String value = Html.number(values[values.length - 1]);
              if (!name.equals("seconds")) {
                cards.append(card(label, value));
              }
            });
    return cards.append("</div>\n").toString();
  }

  private static String card(String label, String value) {
    return "<div class=card><b>"
        + Html.text(value)
        + "</b><span>"
        + Html.text(label)
        + "</span></div>";
  }

  /** What the run held back; a report of a run whose data are gone has all but this. */
  private String examples() {
    try (Predictor predictor = graft.predictor(run, options)) {
      Optional<Held> held = predictor.held(MOST_EXAMPLES);
      if (held.isEmpty()) {
        return Html.section("Examples", Html.note("The run held back no examples."));
      }
      try (Held examples = held.get()) {
        return examples(predictor, examples);
      }
    } catch (GraftException e) {
      return Html.section("Examples", Html.note("They cannot be shown: " + e.getMessage()));
    }
  }

  private String examples(Predictor predictor, Held held) {
    boolean logits = spec.get("training", "loss", "from_logits") == Boolean.TRUE;
    Object loss = spec.get("training", "loss");
    Object type = loss instanceof Map<?, ?> map ? map.get("type") : loss;
    boolean binary = String.valueOf(type).startsWith("binary_");
    String first = held.outputs().keySet().stream().findFirst().orElse("");
    List<String> names = predictor.classes().getOrDefault(first, List.of());
    Optional<Judged> judged = Judged.of(held, names, logits, binary);
    String rest =
        held.count() < held.examples().size()
            ? "The first "
                + held.count()
                + " of "
                + held.examples().size()
                + " held back examples, by the best checkpoint."
            : held.count() + " held back examples, by the best checkpoint.";
    if (judged.isEmpty()) {
      String why = "Neither one class nor one number an example: no example is judged alone.";
      return Html.section("Examples", Html.note(rest) + Html.note(why));
    }
    boolean isClasses = judged.get().isClassification();
    String kind = isClasses ? "−log of the true class's probability" : "the squared error";
    return (isClasses
            ? Html.section("Confusion matrix", Html.note(rest) + confusion(judged.get()))
            : "")
        + Html.section(
            "Worst examples",
            Html.note(rest + " The loss of each is " + kind + ".")
                + WorstExamples.html(held.examples(), judged.get()));
  }

  private static String confusion(Judged judged) {
    List<List<Object>> mistakes = judged.mistakes(MISTAKES);
    String pairs =
        mistakes.isEmpty()
            ? Html.note("No mistakes.")
            : "<details><summary>The commonest mistakes</summary>"
                + Html.table(List.of("is", "taken for", "times"), mistakes)
                + "</details>\n";
    if (judged.classes().size() > MOST_CLASSES) {
      return Html.note("With " + judged.classes().size() + " classes only the mistakes are shown.")
          + pairs.replace("<details>", "<details open>");
    }
    long[][] counts = judged.confusion();
    StringBuilder html =
        new StringBuilder(
            "<p class=note>Rows: what it is. Columns: what the model says.</p>"
                + "<div class=wide><table class=confusion><tr><th></th>");
    judged.classes().forEach(name -> html.append("<th>").append(Html.text(name)).append("</th>"));
    html.append("</tr>\n");
    for (int i = 0; i < counts.length; i++) {
      html.append("<tr><th>").append(Html.text(judged.classes().get(i))).append("</th>");
      long sum = Math.max(1, Arrays.stream(counts[i]).sum());
      for (int j = 0; j < counts.length; j++) {
        html.append(cell(counts[i][j], (double) counts[i][j] / sum, i == j));
      }
      html.append("</tr>\n");
    }
    return html.append("</table></div>\n").append(pairs).toString();
  }

  /**
   * Blue for what is right, red for what is wrong, the stronger the greater its share of the row.
   */
  private static String cell(long count, double share, boolean isRight) {
    double strength = count == 0 ? 0 : 0.08 + 0.72 * share;
    String colour = isRight ? "37,99,235" : "220,38,38";
    return String.format(
        Locale.ROOT,
        "<td%s style=\"background:rgba(%s,%.2f)\">%d</td>",
        isRight ? " class=right" : "",
        colour,
        strength,
        count);
  }

  private String layers() {
    try {
      Summary summary = graft.summary(run);
      List<List<Object>> rows = new ArrayList<>();
      summary
          .layers()
          .forEach(l -> rows.add(List.of(l.name(), l.type(), l.output(), l.parameters())));
      String sum =
          String.format(
              Locale.ROOT,
              "%,d trained parameters, %,d fixed.",
              summary.trainable(),
              summary.fixed());
      return Html.section(
          "Layers",
          Html.note(sum) + Html.table(List.of("layer", "type", "output", "parameters"), rows));
    } catch (GraftException e) {
      return Html.section("Layers", Html.note("They cannot be shown: " + e.getMessage()));
    }
  }

  private static String timings(Curves curves) {
    double[] seconds = curves.column("seconds");
    double[] steps = curves.column("step");
    double sum = Arrays.stream(seconds).sum();
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < seconds.length; i++) {
      double before = i == 0 ? 0 : steps[i - 1];
      double millis = 1000 * seconds[i] / Math.max(1, steps[i] - before);
      rows.add(
          List.of(
              (long) curves.column("epoch")[i], (long) (steps[i] - before), seconds[i], millis));
    }
    String table = Html.table(List.of("epoch", "steps", "seconds", "ms a step"), rows);
    return Html.section(
        "Timings",
        Html.note(String.format(Locale.ROOT, "%.1f s in %d epochs.", sum, seconds.length))
            + "<details><summary>Epoch by epoch</summary>"
            + table
            + "</details>\n");
  }

  private String log() throws IOException {
    Path file = run.resolve("log.txt");
    if (!Files.exists(file)) {
      return "";
    }
    List<String> lines = Files.readString(file).lines().toList();
    String text =
        String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    return Html.section(
        "Log", "<details><summary>log.txt</summary><pre>" + Html.text(text) + "</pre></details>\n");
  }
}
