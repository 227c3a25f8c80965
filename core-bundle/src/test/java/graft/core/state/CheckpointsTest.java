package graft.core.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DataException;
import graft.api.NdArray;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path folder;

  private final List<String> problems = new ArrayList<>();

  static Checkpoint checkpoint(long step, Optional<Checkpoint.Best> best) {
    float[] weights = new float[1000];
    Arrays.fill(weights, step);
    return new Checkpoint(
        step,
        1,
        64,
        -5,
        0.5,
        best,
        "key",
        List.of(new Checkpoint.CallbackState("early_stopping", Map.of("waited", 3L))),
        Map.of("model", Map.of()),
        Map.of("w", new NdArray(weights, 10, 100), "step", new NdArray(new long[] {step})));
  }

  private static Optional<Checkpoint.Best> best(long step) {
    return Optional.of(new Checkpoint.Best(step, 0, "accuracy", 0.1 + 0.2));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatIsSavedComesBack() {
    Checkpoints checkpoints = new Checkpoints(folder);
    checkpoints.save(checkpoint(7, best(3)), 2);

    Checkpoint back = checkpoints.last(problems::add).orElseThrow();

    assertEquals(7, back.step());
    assertEquals(1, back.epoch());
    assertEquals(64, back.examples());
    assertEquals(-5, back.seed());
    assertEquals(0.5, back.rateFactor());
    assertEquals(best(3), back.best());
    assertEquals("key", back.numerics());
    assertEquals(Map.of("model", Map.of()), back.spec());
    assertArrayEquals(
        (float[]) checkpoint(7, best(3)).tensors().get("w").array(),
        (float[]) back.tensors().get("w").array());
    assertEquals(List.of(), problems);
  }

  @Test
  void theLatestAndTheBestAreKept() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder);
    checkpoints.save(checkpoint(1, best(1)), 2);
    checkpoints.save(checkpoint(2, best(2)), 2);
    checkpoints.save(checkpoint(3, best(2)), 2);
    checkpoints.save(checkpoint(4, best(2)), 2);
    checkpoints.save(checkpoint(5, best(2)), 2);

    assertEquals(List.of("step-000002", "step-000004", "step-000005"), names());
    assertEquals(2, checkpoints.best(problems::add).orElseThrow().step());
    assertEquals(5, checkpoints.last(problems::add).orElseThrow().step());
  }

  @Test
  void aDamagedOneIsReportedAndTheOneBeforeIsUsed() throws IOException {
    for (String file : List.of("state.safetensors", "checkpoint.json", "SHA256SUMS")) {
      Checkpoints checkpoints = new Checkpoints(folder.resolve(file));
      checkpoints.save(checkpoint(1, Optional.empty()), 2);
      Path last = checkpoints.save(checkpoint(2, Optional.empty()), 2);
      Path damaged = last.resolve(file);
      byte[] bytes = Files.readAllBytes(damaged);
      bytes[bytes.length / 2] ^= 1;
      Files.write(damaged, bytes);
      problems.clear();

      assertEquals(1, checkpoints.last(problems::add).orElseThrow().step(), file);
      assertEquals(1, problems.size());
      assertTrue(problems.get(0).contains("step-000002"), problems.get(0));
    }
  }

  @Test
  void aTornOneIsReportedAndTheOneBeforeIsUsed() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder);
    checkpoints.save(checkpoint(1, Optional.empty()), 2);
    Path file = checkpoints.save(checkpoint(2, Optional.empty()), 2).resolve("state.safetensors");
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 200, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertEquals(1, checkpoints.last(problems::add).orElseThrow().step(), "at " + length);
    }
    Files.delete(file);
    assertEquals(1, checkpoints.last(problems::add).orElseThrow().step());
    assertEquals(5, problems.size());
  }

  @Test
  void theSameStepSavedAgainCountsAndHarmsNothing() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder);
    checkpoints.save(checkpoint(2, best(1)), 2);
    checkpoints.save(checkpoint(2, best(2)), 2);
    assertEquals(List.of("step-000002", "step-000002-2"), names());
    assertEquals(best(2), checkpoints.last(problems::add).orElseThrow().best());
  }

  @Test
  void whatLiesAfterTheOneInUseIsPutAside() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder);
    checkpoints.save(checkpoint(1, Optional.empty()), 5);
    checkpoints.save(checkpoint(2, Optional.empty()), 5);
    checkpoints.discardAfter(1);
    assertEquals(List.of("broken-step-000002", "step-000001"), names());
  }

  @Test
  void aFolderThatCannotBeWrittenLeavesTheOlderOneAndSaysSo() throws IOException {
    Path file = folder.resolve("occupied");
    Checkpoints checkpoints = new Checkpoints(file);
    Files.writeString(file, "a file where the folder should be");
    String message =
        assertThrows(DataException.class, () -> checkpoints.save(checkpoint(1, best(1)), 2))
            .getMessage();
    assertTrue(message.contains("cannot write the checkpoint of step 1"), message);
  }

  @Test
  void killedAtAnyMomentAWholeOneIsThere() throws Exception {
    for (int round = 0; round < 3; round++) {
      Path run = folder.resolve("run" + round);
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  classPath(),
                  Saver.class.getName(),
                  run.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      long saved = 0;
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        // Killed while it writes the next ones: a line says that a checkpoint is complete.
        while (saved < 4 + 7 * round) {
          saved = Long.parseLong(lines.readLine());
        }
        child.destroyForcibly().waitFor();
      }
      try (RunFolder again = RunFolder.resume(run)) {
        Checkpoint last = again.checkpoints().last(problems::add).orElseThrow();
        assertTrue(last.step() >= saved, last.step() + " of " + saved);
        assertEquals(List.of(), problems);
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
          assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith(".")));
        }
      }
    }
  }

  /** Where the classes that the child needs come from, whatever runs this test. */
  private static String classPath() {
    return Stream.of(Saver.class, Checkpoint.class, NdArray.class, com.google.gson.Gson.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(location -> Path.of(java.net.URI.create(location.toString())).toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Saves checkpoints without end, and prints the step of each that is complete. */
  static final class Saver {
    public static void main(String[] arguments) {
      try (RunFolder run = RunFolder.create(Optional.of(Path.of(arguments[0])))) {
        run.write(RunFolderTest.record());
        for (long step = 1; ; step++) {
          run.checkpoints().save(checkpoint(step, best(step)), 2);
          System.out.println(step);
          System.out.flush();
        }
      }
    }
  }
}
