package graft.itests;

import static org.junit.Assert.assertEquals;
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
 * The figures of the pages of {@code examples/wine-quality}, {@code abalone}, {@code iris} and
 * {@code wine}, by their own model files.
 */
public class TableExamplesIT {
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

  private static String table(String name) {
    String stated = System.getenv("GRAFT_DATA");
    String data = stated == null ? System.getProperty("graft.data", "../../shared/data") : stated;
    Path path = Path.of(data, "tabular", name).toAbsolutePath().normalize();
    Assume.assumeTrue("no real data: " + path + " is missing", Files.exists(path));
    return path.toString();
  }

  private Map<String, Double> held(String example, String table, long seed) throws Exception {
    RunSpec spec = example(example).with("data.source.file", table(table));
    Path out = temporary.newFolder().toPath().resolve("run");
    Event.Done done =
        graft.train(spec.with("training.seed", seed), TrainOptions.defaults().out(out)).await();
    assertTrue(done.toString(), done.state() == Job.State.FINISHED);
    return done.validation().orElseThrow().metrics();
  }

  private static RunSpec example(String name) throws IOException {
    Path path = Distribution.root().resolve("examples/" + name + ".json");
    return graft.parse(Files.readString(path), path.toString());
  }

  /**
   * The solution of the normal equations on the same split, by NumPy's {@code lstsq}: RMSE 0.65690,
   * R² 0.28748. Gradient descent stops within a thousandth of it.
   */
  @Test
  public void wineQualityByGradientDescentIsLeastSquares() throws Exception {
    Map<String, Double> metrics = held("wine-quality/least-squares", "winequality-red.csv", 0);
    assertEquals(0.6569, metrics.get("root_mean_squared_error"), 0.001);
    assertEquals(0.2875, metrics.get("r2_score"), 0.002);
    assertEquals(0.4972, metrics.get("mean_absolute_error"), 0.001);
  }

  /** Newton's method in NumPy on the same split: 0.75, which is 240 of 320; 2 on the edge. */
  @Test
  public void goodWineByGradientDescentIsLogisticRegression() throws Exception {
    Map<String, Double> metrics = held("wine-quality/logistic", "winequality-red.csv", 0);
    assertEquals(0.75, metrics.get("accuracy"), 2.0 / 320);
  }

  /** NumPy's {@code lstsq}: RMSE 2.12637, R² 0.51877. */
  @Test
  public void ringsByGradientDescentAreLeastSquares() throws Exception {
    Map<String, Double> metrics = held("abalone/least-squares", "abalone.csv", 0);
    assertEquals(2.1264, metrics.get("root_mean_squared_error"), 0.002);
    assertEquals(0.5188, metrics.get("r2_score"), 0.001);
  }

  /** The page says 0.5602 to 0.5727; 0.545 is 0.015 below, and 0.026 above the line's 0.519. */
  @Test
  public void aNetworkWithAnEmbeddingIsAboveLeastSquaresOnAbalone() throws Exception {
    for (long seed = 0; seed < (Boolean.getBoolean("graft.long") ? 5 : 1); seed++) {
      double r2 = held("abalone/network", "abalone.csv", seed).get("r2_score");
      assertTrue("seed " + seed + ": " + r2, r2 >= 0.545);
    }
  }

  /** The pages say 0.8889 and more, 0.9623 and more: two examples of 45 and of 53 below them. */
  @Test
  public void irisAndWineAreTold() throws Exception {
    for (long seed = 0; seed < (Boolean.getBoolean("graft.long") ? 5 : 1); seed++) {
      double iris = held("iris/network", "iris.csv", seed).get("accuracy");
      assertTrue("iris, seed " + seed + ": " + iris, iris >= 0.84);
      double wine = held("wine/network", "wine.csv", seed).get("accuracy");
      assertTrue("wine, seed " + seed + ": " + wine, wine >= 0.92);
    }
  }
}
