package graft.itests;

import static org.junit.Assert.assertTrue;

import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What the examples learn. MNIST's test file is split in file order: 8,000 images for training,
 * 2,000 held back.
 */
public class ConvergenceIT {
  private static Graft graft;

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  @BeforeClass
  public static void create() {
    graft = Graft.create();
  }

  @AfterClass
  public static void close() {
    graft.close();
  }

  private static Path mnist(String file) {
    String stated = System.getenv("GRAFT_DATA");
    String data = stated == null ? System.getProperty("graft.data", "../../shared/data") : stated;
    Path path = Path.of(data, "mnist", file).toAbsolutePath().normalize();
    Assume.assumeTrue("no real data: " + path + " is missing", Files.exists(path));
    return path;
  }

  private static RunSpec example(String name) throws IOException {
    Path path = Distribution.root().resolve("examples/" + name + ".json");
    return graft.parse(Files.readString(path), path.toString());
  }

  private static RunSpec onMnist(String name) throws IOException {
    Map<String, Object> source =
        Map.of(
            "type", "idx",
            "images", mnist("t10k-images-idx3-ubyte.gz").toString(),
            "labels", mnist("t10k-labels-idx1-ubyte.gz").toString());
    return example(name)
        .with("data.source", source)
        .with("data.validation", Map.of("last", 2_000L));
  }

  /** The accuracy on what was held back. */
  private double accuracy(RunSpec spec) throws InterruptedException, IOException {
    Path out = temporary.newFolder().toPath().resolve("run");
    Event.Done done = graft.train(spec, TrainOptions.defaults().out(out)).await();
    assertTrue(done.toString(), done.state() == Job.State.FINISHED);
    return done.validation().orElseThrow().metrics().get("accuracy");
  }

  /** LeNet's sizes, Adam, 5 epochs: 97.5 % and more with each seed. */
  @Test
  public void aConvolutionalNetworkLearnsMnist() throws Exception {
    for (long seed = 0; seed < (Boolean.getBoolean("graft.long") ? 5 : 1); seed++) {
      double accuracy = accuracy(onMnist("lenet").with("training.seed", seed));
      assertTrue("seed " + seed + ": " + accuracy, accuracy >= 0.975);
    }
  }

  @Test
  public void softmaxRegressionLearnsMnistInAThousandSteps() throws Exception {
    double accuracy = accuracy(onMnist("softmax"));
    // The classic tutorial says "about 92 %" of the same on all 55,000 images.
    assertTrue("" + accuracy, accuracy >= 0.92);
  }

  /** The network's 95 % and more, 7 points above, are those of CommandIT's first training. */
  @Test
  public void generatedDigitsNeedMoreThanSoftmaxRegression() throws Exception {
    double accuracy = accuracy(example("softmax"));
    assertTrue("" + accuracy, accuracy <= 0.88);
  }
}
