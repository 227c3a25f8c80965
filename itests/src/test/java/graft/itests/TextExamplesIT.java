package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.Result;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The figures of the pages of {@code examples/sentiment}, {@code sms-spam} and {@code char-gpt}, by
 * their own model files.
 */
public class TextExamplesIT {
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

  private static String text(String name) {
    String stated = System.getenv("GRAFT_DATA");
    String data = stated == null ? System.getProperty("graft.data", "../../shared/data") : stated;
    Path path = Path.of(data, "text", name).toAbsolutePath().normalize();
    Assume.assumeTrue("no real data: " + path + " is missing", Files.exists(path));
    return path.toString();
  }

  private static RunSpec example(String name) throws IOException {
    Path path = Distribution.root().resolve("examples/" + name + ".json");
    return graft.parse(Files.readString(path), path.toString());
  }

  private Result held(RunSpec spec, String out) throws Exception {
    Path run = temporary.getRoot().toPath().resolve(out);
    Event.Done done = graft.train(spec, TrainOptions.defaults().out(run)).await();
    assertTrue(done.toString(), done.state() == Job.State.FINISHED);
    return done.validation().orElseThrow();
  }

  private double sentiment(String model, long seed, long epochs) throws Exception {
    List<String> files = List.of(text("rt-polarity.pos"), text("rt-polarity.neg"));
    RunSpec spec = example("sentiment/" + model).with("data.source.files", files);
    RunSpec seeded = spec.with("training.seed", seed).with("training.epochs", epochs);
    return held(seeded, model + seed).metrics().get("accuracy");
  }

  private static long seeds() {
    return Boolean.getBoolean("graft.long") ? 5 : 1;
  }

  /** The page says 0.7683 and more; one standard error of 1,066 examples is 0.013. */
  @Test
  public void averagedWordsAndPairsTellWhatAFilmIsLike() throws Exception {
    for (long seed = 0; seed < seeds(); seed++) {
      double accuracy = sentiment("bag", seed, 4);
      assertTrue("seed " + seed + ": " + accuracy, accuracy >= 0.76);
    }
  }

  /** After 2 of the page's 4 epochs 0.7439; after all of them 0.7617 and more, as the page says. */
  @Test
  public void aRecurrentNetworkTellsWhatAFilmIsLike() throws Exception {
    boolean whole = Boolean.getBoolean("graft.long");
    for (long seed = 0; seed < seeds(); seed++) {
      double accuracy = sentiment("gru", seed, whole ? 4 : 2);
      assertTrue("seed " + seed + ": " + accuracy, accuracy >= (whole ? 0.75 : 0.725));
    }
  }

  /** The page says 0.9521 … 0.9627 by the split, for seed 0 0.9627. */
  @Test
  public void spamIsFound() throws Exception {
    RunSpec spec = example("sms-spam/model").with("data.source.file", text("sms-spam.tsv"));
    for (long seed = 0; seed < seeds(); seed++) {
      RunSpec seeded = spec.with("training.seed", seed);
      double f1 = held(seeded, "spam" + seed).metrics().get("f1_score");
      assertTrue("seed " + seed + ": " + f1, f1 >= 0.95);
    }
  }

  /**
   * All 2,000 steps reach 1.8084, the page says. An even guess is ln 65 = 4.17; after 60 steps, of
   * the warm-up, it was 3.3469, what single characters' frequencies leave.
   */
  @Test
  public void theCharacterGptLearnsAndWritesTheSameBySeed() throws Exception {
    boolean whole = Boolean.getBoolean("graft.long");
    RunSpec spec = example("char-gpt/model").with("data.source.file", text("tinyshakespeare.txt"));
    double loss = held(whole ? spec : spec.with("training.steps", 60L), "gpt").loss();
    assertTrue("" + loss, loss < (whole ? 1.85 : 3.6));

    GraftCommand command = new GraftCommand(temporary.newFolder().toPath());
    String run = temporary.getRoot().toPath().resolve("gpt").toString();
    String[] words = {
      "generate", run, "--prompt", "ROMEO:", "--length", "20", "--top-k", "10", "--seed", "3"
    };
    GraftCommand.Result first = command.run(words);
    assertEquals(first.toString(), 0, first.exitCode());
    assertTrue(first.output(), first.output().startsWith("ROMEO:"));
    assertEquals("6 + 20 and a line's end", 27, first.output().length());
    assertEquals(first.output(), command.run(words).output());
  }
}
