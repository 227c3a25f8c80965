package graft.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.run.Graft;
import graft.api.run.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

class VerbsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Verbs verbs = new Verbs(Stubs.of(Graft.class), Stubs.of(BundleContext.class));

  private @Nullable Object run(boolean shell, String... args) {
    PrintStream printer = new PrintStream(out, true, UTF_8);
    return verbs.run(args, printer, new PrintStream(err, true, UTF_8), line -> {}, shell);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trian | there is no verb 'trian', did you mean train?; hint: graft --help lists the verbs",
        "trian --help"
            + " | there is no verb 'trian', did you mean train?; hint: graft --help lists the verbs",
        "--color | there is no option --color; hint: graft --help lists the verbs",
        "train --epoch 3"
            + " | train: there is no option --epoch, did you mean --epochs?;"
            + " hint: graft train --help says more",
        "train --epochs many"
            + " | train: --epochs: expected a whole number, got 'many';"
            + " hint: graft train --help says more",
        "train --epochs"
            + " | train: --epochs: expected N, got nothing; hint: graft train --help says more",
        "train a.json b.json"
            + " | train: 'b.json' is one argument too many; hint: graft train --help says more",
        "evaluate"
            + " | evaluate: expected RUN (the run folder), got nothing;"
            + " hint: graft evaluate --help says more",
        "train --steps 0 | --steps: expected a number ≥ 1, got 0",
        "train --background | --background: only a shell outlives the command; hint: graft shell",
        "train nowhere.json | nowhere.json: there is no such file",
        "train --resume nowhere"
            + " | nowhere: is no folder of a run: there is no spec.json;"
            + " hint: name the folder that 'train' printed",
        "train --resume=|train: --resume: expected DIR, got ''; hint: graft train --help says more",
        "train --set=|train: --set: expected key=value, got ''; hint: graft train --help says more",
        "bench | bench: no bundle offers a benchmark; hint: install graft-accel-cpu",
      })
  void aMistakeIsOneLineAndCodeTwo(String line, String message) {
    VerbFailed failed = assertThrows(VerbFailed.class, () -> run(false, line.split(" ")));
    assertEquals("graft: " + message, failed.line());
    assertEquals(2, failed.code());
    assertEquals("", out.toString(UTF_8) + err.toString(UTF_8));
  }

  @Test
  void anArgumentIsNotEmptyUnlessItIsAText() {
    for (String verb : new String[] {"describe", "evaluate", "plugins", "config", "train"}) {
      VerbFailed failed = assertThrows(VerbFailed.class, () -> run(false, verb, ""));
      assertTrue(failed.line().startsWith("graft: " + verb + ": expected "), failed.line());
      assertTrue(failed.line().contains(", got ''; hint: "), failed.line());
    }
    VerbFailed text = assertThrows(VerbFailed.class, () -> run(false, "predict", "x", "--text="));
    assertTrue(text.line().startsWith("graft: x: is no folder of a run"), text.line());
  }

  @Test
  void threadsAreAFewForEachProcessor() {
    int most = 4 * Runtime.getRuntime().availableProcessors();
    for (int threads : new int[] {-1, 0, most + 1}) {
      VerbFailed failed =
          assertThrows(VerbFailed.class, () -> run(false, "train", "--threads", "" + threads));
      String expected = "graft: --threads: expected 1 to " + most + " (4 for each processor), got ";
      assertTrue(failed.line().startsWith(expected + threads + "; hint: "), failed.line());
    }
  }

  @Test
  void aShellHasTheVerbsOfJobs() {
    assertNull(run(true, "--help"));
    assertTrue(out.toString(UTF_8).contains("pause"), out.toString(UTF_8));
    assertThrows(VerbFailed.class, () -> run(false, "pause", "1"));
  }

  @Test
  void withoutArgumentsTheUsageIsAnError() {
    assertEquals(2, assertThrows(VerbFailed.class, () -> run(false)).code());
    assertTrue(err.toString(UTF_8).startsWith("Usage: graft "), err.toString(UTF_8));
  }

  /** The launcher starts no Config Admin where it cannot make its folder. */
  @Test
  void aSettingThatCannotBeKeptIsAFailure() {
    BundleContext context =
        Stubs.of(
            BundleContext.class,
            (method, args) ->
                switch (method) {
                  case "getBundle" -> Stubs.of(Bundle.class);
                  case "getProperty" -> "/nowhere/config";
                  default -> null;
                });
    Graft graft =
        Stubs.of(Graft.class, (method, args) -> args == null ? Settings.of(Map.of()) : null);
    PrintStream printer = new PrintStream(out, true, UTF_8);
    Verbs configuring = new Verbs(graft, context);
    VerbFailed failed =
        assertThrows(
            VerbFailed.class,
            () ->
                configuring.run(
                    new String[] {"config", "threads=1"}, printer, printer, line -> {}, false));
    assertEquals(
        "graft: /nowhere/config: the configuration cannot be kept there: there is no Config Admin,"
            + " or it cannot make that folder; hint: set GRAFT_HOME",
        failed.line());
  }

  @Test
  void versionIsTheBundles() {
    assertNull(run(false, "--version"));
    assertEquals("Graft 1.2.3", out.toString(UTF_8).strip());
  }
}
