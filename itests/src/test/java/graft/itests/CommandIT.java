package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The verbs, as a user runs them, on a run that one training has made. */
public class CommandIT {
  @ClassRule public static final TemporaryFolder TEMPORARY = new TemporaryFolder();
  private static GraftCommand graft;
  private static Path folder;
  private static List<JsonObject> lines;

  @BeforeClass
  public static void train() throws Exception {
    graft = new GraftCommand(TEMPORARY.getRoot().toPath());
    folder = graft.folder();
    SmallData.write(folder);
    lines = json(run("train", "model.json", "--epochs", "6", "--json", "--out", "run"));
  }

  private static String run(String... args) throws Exception {
    GraftCommand.Result result = graft.run(args);
    assertEquals(result.toString(), 0, result.exitCode());
    assertEquals("", result.errors());
    return result.output();
  }

  private static List<JsonObject> json(String output) {
    return output.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  @Test
  public void jsonLinesTellTheEventsInOrder() {
    List<String> events = lines.stream().map(line -> line.get("event").getAsString()).toList();
    assertEquals("started", events.get(0));
    assertEquals(6, events.stream().filter("epoch"::equals).count());
    assertTrue(events.toString(), events.contains("saved"));
    assertEquals("done", events.get(events.size() - 1));
  }

  @Test
  public void theLastJsonLineIsTheResult() {
    JsonObject done = lines.get(lines.size() - 1);
    // These fields in this order: programs of users read them.
    assertEquals(
        List.of("event", "epochs", "steps", "seconds", "loss", "metrics", "validation", "run"),
        List.copyOf(done.keySet()));
    assertEquals(6, done.get("epochs").getAsInt());
    assertEquals(48, done.get("steps").getAsInt()); // 64 examples in batches of 8, 6 times
    assertEquals("run", done.get("run").getAsString());
    assertTrue(done.get("seconds").getAsDouble() > 0);
    assertTrue(done.get("loss").getAsDouble() > 0);
    JsonObject validation = done.getAsJsonObject("validation");
    assertEquals(List.of("loss", "metrics"), List.copyOf(validation.keySet()));
    assertEquals(1, validation.getAsJsonObject("metrics").get("accuracy").getAsDouble(), 0);
  }

  @Test
  public void aRunIsAFolderThatSaysWhatItIs() throws Exception {
    for (String file : List.of("spec.json", "run.json", "metrics.csv", "log.txt")) {
      assertTrue(file, Files.exists(folder.resolve("run").resolve(file)));
    }
    List<String> metrics = Files.readAllLines(folder.resolve("run/metrics.csv"));
    assertEquals(7, metrics.size());
    assertEquals(
        "epoch,step,seconds,loss,accuracy,validation_loss,validation_accuracy", metrics.get(0));
  }

  @Test
  public void trainingShowsPlainLinesAndATableWithoutATerminal() throws Exception {
    String output = run("train", "model.json", "--out", "plain", "--steps", "8");
    assertTrue(output, output.contains("\nepoch 1: loss "));
    assertTrue(output, output.contains("\nvalidation"));
    assertTrue(output, output.lines().noneMatch(line -> line.contains("\r")));
  }

  @Test
  public void withoutAnythingANetworkLearnsGeneratedDigits() throws Exception {
    String output = run("train", "--json");
    JsonObject done = json(output).get((int) output.lines().count() - 1);
    double accuracy =
        done.getAsJsonObject("validation").getAsJsonObject("metrics").get("accuracy").getAsDouble();
    assertTrue(done.toString(), accuracy > 0.95);
    assertTrue(Files.isDirectory(folder.resolve("runs/run-001/checkpoints")));
  }

  @Test
  public void evaluatingGivesWhatTheTrainingSaid() throws Exception {
    JsonObject done = lines.get(lines.size() - 1);
    JsonObject held = json(run("evaluate", "run", "--json")).get(0);
    assertEquals(16, held.get("examples").getAsInt());
    // The best checkpoint is the last: the loss falls in each epoch.
    assertEquals(done.getAsJsonObject("validation").get("loss"), held.get("loss"));

    String other = "idx:images.idx,labels.idx";
    JsonObject all = json(run("evaluate", "run", "--data", other, "--json")).get(0);
    assertEquals(80, all.get("examples").getAsInt());
    assertTrue(run("evaluate", "run").contains("16 examples"));
  }

  @Test
  public void picturesIdxAndTablesArePredicted() throws Exception {
    SmallData.writePng(folder.resolve("two.png"), 2);
    Files.write(folder.resolve("some.idx"), SmallData.images(3));
    StringBuilder table = new StringBuilder();
    byte[] images = SmallData.images(2);
    for (int row = 0; row < 2; row++) {
      for (int i = 0; i < 64; i++) {
        table.append(i > 0 ? "," : "").append(images[16 + 64 * row + i] & 0xff);
      }
      table.append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), table);

    List<JsonObject> answers =
        json(run("predict", "run", "two.png", "some.idx", "rows.csv", "--json"));

    assertEquals(
        List.of("2", "0", "1", "2", "0", "1"),
        answers.stream().map(answer -> answer.get("class").getAsString()).toList());
    assertEquals("two.png", answers.get(0).get("input").getAsString());
    assertEquals(2, answers.get(3).get("index").getAsInt());
    for (JsonObject answer : answers) {
      assertEquals(4, answer.getAsJsonArray("logits").size());
      double probability = answer.get("probability").getAsDouble();
      assertTrue(answer.toString(), probability > 0.25 && probability <= 1);
    }
  }

  @Test
  public void aTableIsLearntAndPredicted() throws Exception {
    StringBuilder table = new StringBuilder("x,y\n");
    for (int i = 0; i < 64; i++) {
      table.append(i / 16.0).append(',').append(2 * (i / 16.0) + 1).append('\n');
    }
    Files.writeString(folder.resolve("line.csv"), table);
    run("train", modelOf("linear"), "--data", "csv:line.csv,label=y", "--out", "line");
    Files.writeString(folder.resolve("ask.csv"), "x\n0.5\n3\n");

    List<JsonObject> answers = json(run("predict", "line", "ask.csv", "--json"));

    assertEquals(2, answers.size());
    // y = 2x + 1, which is learnt to a thousandth.
    assertEquals(2, answers.get(0).getAsJsonArray("line").get(0).getAsDouble(), 1e-2);
    assertEquals(7, answers.get(1).getAsJsonArray("line").get(0).getAsDouble(), 1e-2);
  }

  @Test
  public void aSummaryCountsParameters() throws Exception {
    String output = run("summary", modelOf("lenet"));
    // 5·5·1·32+32, 5·5·32·64+64, 4·4·64·1024+1024, 1024·10+10.
    for (String cell : List.of("832", "51,264", "1,049,600", "10,250", "(batch, 24, 24, 32)")) {
      assertTrue(cell + " in:\n" + output, output.contains(cell));
    }
    assertTrue(output, output.endsWith("parameters: 1,111,946 trained, 0 fixed\n"));
  }

  private static String modelOf(String example) {
    return Distribution.root().resolve("examples/" + example + ".json").toString();
  }

  @Test
  public void everyExampleHasASummary() throws Exception {
    for (String example : List.of("mlp", "softmax")) {
      assertTrue(run("summary", modelOf(example)).contains("logits"));
    }
  }

  @Test
  public void pluginsListsEveryKind() throws Exception {
    String output = run("plugins");
    for (String row :
        List.of(
            "layer +dense +graft-layers +1.0.0",
            "optimizer +adam +graft-optimizers",
            "loss +mean_squared_error +graft-losses",
            "metric +accuracy +graft-metrics",
            "source +digits +graft-data",
            "transform +one_hot +graft-data",
            "accelerator +cpu +graft-accel-cpu")) {
      assertTrue(row, output.lines().anyMatch(line -> line.matches(row + ".*")));
    }
  }

  @Test
  public void describeTellsFieldsDefaultsAndRanges() throws Exception {
    String output = run("describe", "dropout");
    assertTrue(output, output.startsWith("layer dropout: "));
    assertTrue(output, output.contains("from graft-layers 1.0.0\n"));
    assertTrue(output, output.lines().anyMatch(line -> line.startsWith("rate")));
  }

  @Test
  public void theShellRunsGivenCommandsAndEnds() throws Exception {
    String output = run("shell", "-c", "describe loss:mean_squared_error; jobs; check flatten");
    assertTrue(output, output.startsWith("loss mean_squared_error: "));
    assertTrue(output, output.contains("\nthere is no job yet\n"));
    assertTrue(output, output.contains("\nlayer flatten\n"));
  }

  @Test
  public void theShellsExitCodeIsThatOfTheVerbThatFailed() throws Exception {
    GraftCommand.Result result = graft.run("shell", "-c", "describe nothing_like_this");
    assertEquals(2, result.exitCode());
    assertTrue(result.message(), result.message().contains("nothing_like_this"));
  }

  @Test
  public void helpIsShown() throws Exception {
    assertTrue(run("--help").contains("Exit codes: 0 done, 1 failed, 2 wrong input"));
    assertTrue(run("train", "--help").contains("--validation=FRACTION|last:N|SPEC"));
  }
}
