package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is wrong is said in one line, with an exit code: 2 for wrong usage or input, 1 else. */
public class CommandErrorsIT {
  @Rule public final TemporaryFolder temporary = new TemporaryFolder();
  private GraftCommand graft;
  private Path folder;

  @Before
  public void writeFiles() throws IOException {
    graft = new GraftCommand(temporary.getRoot().toPath());
    folder = graft.folder();
    SmallData.write(folder);
  }

  private String wrongInput(String... args) throws Exception {
    GraftCommand.Result result = graft.run(args);
    String message = result.message();
    assertEquals(message, 2, result.exitCode());
    assertEquals(message, "", result.output());
    assertFalse("a run is left behind", Files.exists(folder.resolve("runs/run-001")));
    return message;
  }

  private static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue("'" + part + "' is expected in: " + text, text.contains(part));
    }
  }

  private void change(String from, String to) throws IOException {
    assertTrue(from, SmallData.MODEL.contains(from));
    Files.writeString(folder.resolve("model.json"), SmallData.MODEL.replace(from, to));
  }

  private void write(String file, byte[] bytes) throws IOException {
    Files.write(folder.resolve(file), bytes);
  }

  @Test
  public void aMissingModelFileIsNamed() throws Exception {
    assertContains(wrongInput("train", "nowhere.json"), "nowhere.json: there is no such file");
  }

  @Test
  public void aMissingDataFileIsNamed() throws Exception {
    String message = wrongInput("train", "model.json", "--data", "idx:nowhere.gz,labels.idx");
    assertContains(message, "nowhere.gz: there is no such file");
  }

  @Test
  public void aCutIdxFileIsNamedWithWhatItLacks() throws Exception {
    write("images.idx", Arrays.copyOf(SmallData.images(80), 1000));
    // 80 images of 64 bytes, of which 984 are there after a header of 16.
    assertContains(wrongInput("train", "model.json"), "images.idx", "5120 bytes, got only 984");
  }

  @Test
  public void aFileThatIsNoIdxIsNamedWithHowItBegins() throws Exception {
    write("images.idx", "\u0089PNG....".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    assertContains(wrongInput("train", "model.json"), "images.idx: not an IDX file", "89 50 4e 47");
  }

  @Test
  public void anIdxHeaderThatClaimsTerabytesCostsNoMemory() throws Exception {
    byte[] lying = SmallData.images(80);
    Arrays.fill(lying, 4, 16, (byte) 0x7f);
    write("images.idx", lying);
    graft.environment().merge("GRAFT_JAVA_OPTIONS", " -Xmx64m", String::concat);
    assertContains(wrongInput("train", "model.json"), "images.idx", "impossible sizes");
  }

  @Test
  public void aWrongLabelColumnIsNamedWithTheColumnsThatThereAre() throws Exception {
    Files.writeString(folder.resolve("wine.csv"), "acid,sugar,grade\n1,2,3\n4,5,6\n");
    String message = wrongInput("train", "model.json", "--data", "csv:wine.csv,label=quality");
    assertContains(message, "wine.csv", "'quality'", "acid, sugar, grade");
  }

  @Test
  public void anUnknownLayerIsNamedWithNearMatchesAndTheCapability() throws Exception {
    change("\"type\": \"dense\", \"name\": \"hidden\"", "\"type\": \"dens\", \"name\": \"hidden\"");
    assertContains(
        wrongInput("train", "model.json"),
        "hidden",
        "no layer of type 'dens' is installed",
        "did you mean 'dense'",
        "graft.type;filter:=\"(&(kind=layer)(type=dens))\"");
  }

  @Test
  public void aWrongShapeIsNamedWithItsLayer() throws Exception {
    change(
        "{\"type\": \"dropout\", \"name\": \"dropout\", \"rate\": 0.1}",
        "{\"type\": \"max_pooling2d\", \"name\": \"pool\"}");
    assertContains(wrongInput("train", "model.json"), "pool", "max_pooling2d", "channels)", "16)");
  }

  @Test
  public void anUnknownFieldOfALayerIsNamedWithNearMatches() throws Exception {
    change("\"units\": 16", "\"unit\": 16");
    assertContains(wrongInput("train", "model.json"), "hidden", "unit", "units");
  }

  @Test
  public void anUnknownFieldOfTheModelFileIsNamedWithNearMatches() throws Exception {
    change("\"epochs\": 4", "\"epoch\": 4");
    assertContains(wrongInput("train", "model.json"), "model.json", "epoch", "epochs");
  }

  @Test
  public void aModelFileThatIsNoJsonIsNamedWithThePlace() throws Exception {
    change("\"epochs\": 4,", "\"epochs\": ,");
    assertContains(wrongInput("train", "model.json"), "model.json", "line 9");
  }

  @Test
  public void anUnknownOptionIsNamed() throws Exception {
    assertContains(wrongInput("train", "model.json", "--epoch=3"), "--epoch", "--epochs");
  }

  @Test
  public void aValueThatIsNoNumberIsNamed() throws Exception {
    assertContains(wrongInput("train", "model.json", "--epochs", "many"), "--epochs", "many");
  }

  @Test
  public void anUnknownVerbIsNamed() throws Exception {
    assertContains(wrongInput("trian"), "trian", "did you mean train", "graft --help");
  }

  @Test
  public void aPathOfSetThatLeadsNowhereIsNamed() throws Exception {
    assertContains(
        wrongInput("train", "model.json", "--set", "model.layers.conv_9.units=3"),
        "--set",
        "conv_9",
        "hidden, dropout, logits");
    assertContains(
        wrongInput("train", "model.json", "--set", "training.optimizer.learning_rat=3"),
        "learning_rat",
        "learning_rate");
  }

  @Test
  public void anUnknownAcceleratorIsNamedWithThoseThatThereAre() throws Exception {
    assertContains(
        wrongInput("train", "model.json", "--accelerator", "gpu"), "gpu", "cpu", "reference");
  }

  @Test
  public void aFolderThatIsNoRunIsNamed() throws Exception {
    assertContains(wrongInput("train", "--resume", "nowhere"), "nowhere");
    assertContains(wrongInput("evaluate", "nowhere"), "nowhere");
    assertContains(wrongInput("predict", "nowhere", "a.png"), "nowhere");
  }

  @Test
  public void aLabelThatTheModelHasNotIsNamedBeforeTheFirstStep() throws Exception {
    byte[] labels = SmallData.labels(80);
    labels[8 + 17] = 9;
    write("labels.idx", labels);
    assertContains(
        wrongInput("train", "model.json"), "logits", "10 classes", "gives 4", "10 units");
  }

  @Test
  public void aLossThatIsNotFiniteIsAFailureThatNamesStepAndLayer() throws Exception {
    change("\"learning_rate\": 0.01", "\"learning_rate\": 1e30");
    GraftCommand.Result result = graft.run("train", "model.json", "--out", "run");
    assertEquals(result.toString(), 1, result.exitCode());
    assertContains(result.message(), "step 2", "run: run");
  }

  @Test
  public void withoutAnythingTheVerbsAreListed() throws Exception {
    GraftCommand.Result result = graft.run();
    assertEquals(2, result.exitCode());
    assertContains(result.errors(), "train", "evaluate", "predict", "summary", "plugins", "shell");
  }
}
