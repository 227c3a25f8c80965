package graft.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.NdArray;
import graft.api.run.Event;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import graft.core.state.Checkpoint;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KillTest {
  @TempDir Path folder;

  private static RunSpec spec() {
    // 60 steps, a checkpoint after each: whenever it dies, it dies near a write.
    return Bench.spec("epochs", 20L, "checkpoint", Map.of("every_steps", 1L));
  }

  @Test
  void aKilledRunThatIsResumedEndsWithTheSameBits() throws Exception {
    Bench bench = new Bench();
    bench.train(spec(), TrainOptions.defaults().out(folder.resolve("whole")));
    Checkpoint whole = Bench.last(folder.resolve("whole"));
    for (int after : new int[] {2, 11}) {
      Path run = folder.resolve("killed" + after);
      kill(run, after);
      assertTrue(Bench.last(run).step() >= after);
      bench.train(spec(), TrainOptions.defaults().resume(run));

      Checkpoint resumed = Bench.last(run);
      assertEquals(whole.step(), resumed.step());
      assertEquals(whole.best(), resumed.best());
      for (Map.Entry<String, NdArray> entry : whole.tensors().entrySet()) {
        assertArrayEquals(
            new Object[] {entry.getValue().array()},
            new Object[] {resumed.tensors().get(entry.getKey()).array()},
            entry.getKey());
      }
    }
  }

  /** Trains in a child, and kills it once it has saved a number of checkpoints. */
  private static void kill(Path run, int after) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Training.class.getName(),
                run.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      long step = 0;
      while (step < after) {
        step = Long.parseLong(lines.readLine());
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private static String classPath() {
    return Stream.of(Training.class, Trainer.class, NdArray.class, com.google.gson.Gson.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(location -> Path.of(URI.create(location.toString())).toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The child. */
  static final class Training {
    public static void main(String[] arguments) throws InterruptedException {
      new Bench()
          .start(
              spec(),
              TrainOptions.defaults().out(Path.of(arguments[0])),
              event -> {
                if (event instanceof Event.Saved saved) {
                  System.out.println(saved.step());
                  System.out.flush();
                }
              })
          .await();
    }
  }
}
