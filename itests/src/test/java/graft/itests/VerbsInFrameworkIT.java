package graft.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.ops4j.pax.exam.util.Filter;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The verbs in one framework, without a process for each: as the launcher calls them, as Gogo does,
 * and under a configuration that changes.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class VerbsInFrameworkIT {
  @Inject private CommandProcessor processor;
  @Inject private ConfigurationAdmin configurations;

  @Inject
  @Filter("(graft.verbs=true)")
  private ToIntFunction<String[]> verbs;

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream systemOut = System.out;
  private final PrintStream systemErr = System.err;
  private Path folder;
  private String model;

  @Configuration
  public Option[] configuration() {
    return new Option[] {Distribution.inFramework()};
  }

  @Before
  public void writeFiles() throws IOException {
    folder = temporary.getRoot().toPath();
    SmallData.write(folder);
    // The working folder is the build's.
    model = SmallData.MODEL;
    for (String file : List.of("images.idx", "labels.idx")) {
      model = model.replace("\"" + file + "\"", "\"" + folder.resolve(file) + "\"");
    }
    Files.writeString(folder.resolve("model.json"), model);
  }

  @After
  public void giveBack() throws IOException {
    System.setOut(systemOut);
    System.setErr(systemErr);
    run("config", "threads=", "memory=", "accelerator=");
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    // Each time: a session of Gogo puts its own in their place.
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    return verbs.applyAsInt(args);
  }

  /** Runs what is wrong, and gives the one line that says so. */
  private String mistake(int code, String... args) {
    int exit = run(args);
    String text = err.toString(UTF_8);
    assertEquals(text, code, exit);
    assertTrue(text, text.startsWith("graft: ") && text.indexOf('\n') == text.length() - 1);
    return text;
  }

  private static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue("'" + part + "' is expected in: " + text, text.contains(part));
    }
  }

  // ---- mistakes

  @Test
  public void aRunFolderThatCannotBeMadeIsNamed() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");
    String out = path("file/run");
    assertContains(mistake(2, "train", path("model.json"), "--out", out), out);
  }

  @Test
  public void aReadOnlyFolderIsNamed() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeTrue("this user is kept out of nothing", closed.toFile().setWritable(false));
    assumeTrue("this user may write everywhere", !Files.isWritable(closed));
    String message = mistake(2, "train", path("model.json"), "--out", closed + "/run");
    assertContains(message, closed + "/run");
  }

  @Test
  public void aCheckpointOfAnotherModelIsRefusedWithWhatDiffers() {
    String run = path("run");
    assertEquals(0, run("train", path("model.json"), "--out", run));
    String message =
        mistake(
            2, "train", "--resume", run, "--epochs", "9", "--set", "model.layers.hidden.units=8");
    assertContains(message, "hidden/kernel", "16", "8");
    assertEquals("the run is as it was", 0, run("evaluate", run));
  }

  @Test
  public void aValueThatIsNoNumberIsNamedWithItsLine() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "x,y\n1,2\nNaN,3\n2,4\n3,5\n4,6\n5,7\n");
    String linear = Distribution.root().resolve("examples/linear.json").toString();
    String data = "csv:" + path("t.csv") + ",label=y";
    String message = mistake(2, "train", linear, "--data", data, "--out", path("run"));
    assertContains(message, "NaN");
  }

  @Test
  public void aModelFileForANewerGraftIsRefused() throws IOException {
    Files.writeString(
        folder.resolve("new.json"), model.replaceFirst("\\{", "{\"graft\": \"2.0\","));
    String message = mistake(2, "train", path("new.json"));
    assertContains(message, "new.json: graft", "2.0", "newer Graft");
  }

  // ---- configuration

  private void configure(Map<String, Object> properties) throws IOException {
    configurations.getConfiguration("graft", "?").update(new Hashtable<>(properties));
  }

  private String shown() {
    assertEquals(0, run("config"));
    return out.toString(UTF_8);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long limit = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue("nothing happens", System.nanoTime() < limit);
      Thread.sleep(5);
    }
  }

  @Test
  public void configAdminChangesTheSettingsAtRunTime() throws Exception {
    configure(Map.of("threads", 1));
    await(() -> shown().matches("(?s).*threads +1\\R.*"));
    configure(Map.of("threads", "2"));
    await(() -> shown().matches("(?s).*threads +2\\R.*"));
  }

  @Test
  public void aBadConfigurationIsRefusedAndTheOldOneStays() throws Exception {
    assertEquals(0, run("config", "threads=1"));
    configure(Map.of("threads", "many", "memory", 7L));
    configure(Map.of("threads", -1, "memory", 8L));
    // In the order of the updates: once a later one is seen, the bad ones have been looked at.
    configure(Map.of("threads", 1, "accelerator", "cpu"));
    await(() -> shown().contains("cpu"));
    assertTrue(shown(), shown().matches("(?s).*threads +1\\R.*memory +0\\R.*"));
  }

  @Test
  public void theVerbRefusesABadValueAndKeepsNothingOfIt() throws Exception {
    assertContains(mistake(2, "config", "threads=1000000"), "threads: expected 0 to ", "1000000");
    assertContains(mistake(2, "config", "log=loud"), "log: expected a level", "debug");
    assertContains(mistake(2, "config", "thread=1"), "settings are threads, accelerator");
    assertTrue(shown(), shown().matches("(?s).*threads +0\\R.*"));
  }

  @Test
  public void aTrainingAboveTheMemoryLimitIsRefusedBeforeItsFirstStep() {
    // the hidden kernel has 64 x 40,000 floats: 10 MB without Adam's slots
    assertEquals(0, run("config", "memory=1"));
    String message =
        mistake(
            2,
            "train",
            path("model.json"),
            "--out",
            path("run"),
            "--set",
            "model.layers.hidden.units=40000");
    assertContains(message, "MiB", "the limit is 1.0", "smaller training.batch");
    assertFalse(Files.exists(folder.resolve("run")));
  }

  @Test
  public void anOptionGoesBeforeTheConfiguration() {
    assertEquals(0, run("config", "accelerator=nowhere"));
    assertContains(mistake(2, "train", path("model.json")), "configuration 'graft'", "nowhere");
    String[] own = {"train", path("model.json"), "--out", path("run"), "--accelerator", "cpu"};
    assertEquals(err.toString(UTF_8), 0, run(own));
  }

  // ---- Gogo

  private Object gogo(String script) throws Exception {
    out.reset();
    ByteArrayInputStream none = new ByteArrayInputStream(new byte[0]);
    try (CommandSession session = processor.createSession(none, out, err)) {
      session.put("SCOPE", "graft:*");
      Object answer = session.execute(script);
      return answer == null ? "" : session.format(answer, Converter.INSPECT).toString();
    }
  }

  private String gogoFault(String script) {
    try {
      gogo(script);
    } catch (Exception e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("an exception is expected");
  }

  @Test
  public void whatGogoShowsIsTheCommandLinesText() throws Exception {
    String run = path("run");
    assertEquals(0, run("train", path("model.json"), "--out", run));
    for (String[] line :
        new String[][] {
          {"plugins", "loss"},
          {"describe", "dense"},
          {"summary", run},
          {"evaluate", run},
          {"config"}
        }) {
      assertEquals(0, run(line));
      String text = out.toString(UTF_8).stripTrailing();
      assertFalse(String.join(" ", line), text.isEmpty());
      assertEquals(text, gogo(String.join(" ", line)).toString());
    }
  }

  @Test
  public void answersAreObjectsToWorkWith() throws Exception {
    assertEquals("dense", gogo("(describe layer:dense) type").toString());
    int losses = Integer.parseInt(gogo("(plugins loss) size").toString());
    assertTrue("losses: " + losses, losses >= 3);
  }

  @Test
  public void aJobInTheBackgroundIsListedWatchedAndStopped() throws Exception {
    String train = "train " + path("model.json") + " --out " + path("run");
    Object started = gogo(train + " --background --set training.epochs=1000000");
    assertContains(started.toString(), "job ", "running", path("run"));
    String number = started.toString().split(" ")[1];
    await(
        () -> {
          try {
            return gogo("jobs").toString().matches("(?s).*\\d+/1000000 .*");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    assertContains(gogo("jobs").toString(), "RUNNING", "LOSS", "LEFT", path("run"));
    Thread stopping = new Thread(() -> stopSoon(number));
    stopping.start();
    gogo("watch " + number);
    stopping.join();
    assertContains(out.toString(UTF_8), "job " + number + " running", "stopped after ");
    assertContains(gogo("jobs").toString(), "STOPPED", path("run"));
    gogo("watch " + number);
    assertContains(out.toString(UTF_8), "job " + number + " stopped: epoch ", "loss ");
    assertContains(gogoFault("stop " + number), "job " + number + ": it is over: stopped after ");
  }

  private void stopSoon(String number) {
    PrintStream none = new PrintStream(PrintStream.nullOutputStream());
    ByteArrayInputStream nothing = new ByteArrayInputStream(new byte[0]);
    try (CommandSession other = processor.createSession(nothing, none, none)) {
      Thread.sleep(300); // while it is watched; too early, the watching ends as soon
      other.execute("graft:stop " + number);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  public void whatIsNoCommandIsNamedWithWhatIsNear() {
    assertEquals(
        "graft: there is no verb 'trian', did you mean train?; hint: help lists the verbs",
        gogoFault("trian"));
  }

  @Test
  public void helpShowsAllThatAVerbTakes() throws Exception {
    gogo("help graft:train");
    assertContains(out.toString(UTF_8), "--epochs", "--resume", "MODEL.json", "--background");
  }
}
