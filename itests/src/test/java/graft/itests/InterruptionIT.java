package graft.itests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Runs that are interrupted, killed, or short of disk, and go on as if nothing had been. */
public class InterruptionIT {
  /** Some seconds of steps; a checkpoint every 20 of them. */
  private static final String[] TRAIN = {
    "train",
    "model.json",
    "--steps",
    "3000",
    "--epochs",
    "1000000",
    "--json",
    "--set",
    "training.checkpoint.every_steps=20"
  };

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();
  private GraftCommand graft;
  private Path folder;

  @Before
  public void writeFiles() throws IOException {
    graft = new GraftCommand(temporary.getRoot().toPath());
    folder = graft.folder();
    SmallData.write(folder);
  }

  private static String[] train(String... more) {
    return java.util.stream.Stream.of(TRAIN, more)
        .flatMap(java.util.Arrays::stream)
        .toArray(String[]::new);
  }

  private void finish(String... args) throws Exception {
    GraftCommand.Result result = graft.run(args);
    assertEquals(result.toString(), 0, result.exitCode());
  }

  /** The weights, slots and counters at the end of a run. */
  private byte[] last(String run) throws IOException {
    return Files.readAllBytes(
        folder.resolve(run).resolve("checkpoints/step-003000/state.safetensors"));
  }

  @Test
  public void aRunThatIsKilledAtAnyMomentEndsWithTheSameBits() throws Exception {
    finish(train("--out", "whole"));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < (Boolean.getBoolean("graft.long") ? 30 : 3); i++) {
      String run = "killed-" + i;
      Process process = graft.start(train("--out", run));
      graft.awaitOutput(process, "\"started\"");
      process.waitFor(random.nextInt(1200), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();

      finish("train", "--resume", run);

      assertArrayEquals(run + " of seed " + seed, last("whole"), last(run));
    }
  }

  @Test
  public void ctrlCKeepsACheckpointFromWhichTheRunGoesOn() throws Exception {
    finish(train("--out", "whole"));
    // A terminal sends the signal to all processes of the group.
    Process process = graft.under("setsid").start(train("--out", "stopped"));
    graft.awaitOutput(process, "\"saved\"");
    new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).start().waitFor();
    GraftCommand.Result result = graft.result(process);

    assertEquals(result.toString(), 130, result.exitCode());
    assertEquals("", result.errors());
    String done = result.output().lines().reduce((first, second) -> second).orElseThrow();
    assertTrue(done, done.startsWith("{\"event\":\"done\",\"state\":\"stopped\","));
    assertFalse(
        "it ended before the signal",
        Files.exists(folder.resolve("stopped/checkpoints/step-003000")));

    graft.under();
    finish("train", "--resume", "stopped");
    assertArrayEquals(last("whole"), last("stopped"));
  }

  @Test
  public void aFullDiskIsAFailureThatLeavesOnlyWholeCheckpoints() throws Exception {
    // 3 x 64·500 floats of state are 375 KiB; a file may have 200 KiB.
    String[] args = {
      "train", "model.json", "--out", "run", "--set", "model.layers.hidden.units=500"
    };
    GraftCommand.Result full =
        graft.under("bash", "-c", "ulimit -f 200; exec \"$@\"", "bash").run(args);

    assertEquals(full.toString(), 1, full.exitCode());
    assertTrue(full.message(), full.message().contains("run"));
    assertTrue(full.message(), full.message().toLowerCase().contains("too large"));
    Path checkpoints = folder.resolve("run/checkpoints");
    try (var left = Files.list(checkpoints)) {
      assertEquals(List.of(), left.toList());
    }

    graft.under();
    GraftCommand.Result resumed = graft.run("train", "--resume", "run");
    assertEquals(resumed.toString(), 0, resumed.exitCode());
    assertTrue(resumed.output(), resumed.output().contains("it begins anew"));
  }

  @Test
  public void twoProcessesDoNotShareARun() throws Exception {
    Process process = graft.start(train("--out", "run", "--set", "training.steps=100000000"));
    graft.awaitOutput(process, "\"started\"");
    GraftCommand other = new GraftCommand(temporary.newFolder("other").toPath());
    GraftCommand.Result result = other.run("train", "--resume", folder.resolve("run").toString());
    process.destroyForcibly().waitFor();
    assertEquals(result.toString(), 2, result.exitCode());
    assertTrue(result.message(), result.message().contains("another job is at work"));
  }
}
