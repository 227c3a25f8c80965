package graft.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.DeviceException;
import graft.api.Kind;
import graft.api.NoConfig;
import graft.api.TargetRange;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.run.Callback;
import graft.api.run.Event;
import graft.api.run.Job;
import graft.api.run.TrainOptions;
import graft.core.state.Checkpoint;
import graft.core.state.RunFolder;
import graft.core.state.RunRecord;
import graft.core.state.StateStore;
import graft.core.trace.TracedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TrainingJobTest {
  @TempDir Path folder;

  private final Bench bench = new Bench();

  private TrainOptions out(String name) {
    return TrainOptions.defaults().out(folder.resolve(name));
  }

  private static void assertSameState(Checkpoint expected, Checkpoint got) {
    assertEquals(expected.tensors().keySet(), got.tensors().keySet());
    for (String name : expected.tensors().keySet()) {
      assertArrayEquals(
          new Object[] {expected.tensors().get(name).array()},
          new Object[] {got.tensors().get(name).array()},
          name);
    }
    assertEquals(
        List.of(expected.step(), (long) expected.epoch(), expected.examples()),
        List.of(got.step(), (long) got.epoch(), got.examples()));
    assertEquals(expected.best(), got.best());
  }

  /** Calls the job back once, at the end of a step. */
  private Job startAndAt(long step, graft.api.run.RunSpec spec, TrainOptions to, Consumer<Job> act)
      throws InterruptedException {
    AtomicReference<Job> job = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    job.set(
        bench.start(
            spec,
            to,
            event -> {
              if ((event instanceof Event.StepEnd end && end.step() == step)
                  || (event instanceof Event.EpochEnd epoch && epoch.step() == step)) {
                await(known);
                act.accept(job.get());
              }
            }));
    known.countDown();
    return job.get();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLineIsLearnt() throws Exception {
    Event.Done done = bench.train(Bench.spec("epochs", 200L), out("run"));
    assertEquals(Job.State.FINISHED, done.state());
    assertEquals(600, done.steps()); // 16 examples in batches of 6, 6, 4
    assertEquals(200, done.epochs());
    assertEquals(16, done.training().orElseThrow().examples());
    assertTrue(done.training().orElseThrow().loss() < 1e-6, done.toString());
    // Held back are x = 4 to 4.75, beyond what was trained.
    assertEquals(4, done.validation().orElseThrow().examples());
    assertTrue(done.validation().orElseThrow().metrics().get("rmse") < 1e-2, done.toString());
    assertEquals(2, Bench.last(folder.resolve("run")).tensors().get("dense/w").get(0), 1e-2);
  }

  @Test
  void theLogHasTheFirstAndTheLastOfShortEpochsAndFewBetween() throws Exception {
    double seconds = bench.train(Bench.spec("epochs", 500L), out("run")).seconds();
    List<String> epochs =
        Files.readAllLines(folder.resolve("run/log.txt")).stream()
            .filter(line -> line.contains(" · step "))
            .toList();
    assertTrue(epochs.get(0).contains(" epoch 1 · step 3 "), epochs.get(0));
    assertTrue(epochs.get(epochs.size() - 1).contains(" epoch 500 · step 1500 "));
    // One a second, and one before each line of another kind: a checkpoint a second, and the end.
    assertTrue(epochs.size() <= 4 + 2 * seconds, epochs.size() + " in " + seconds + " s");
    assertEquals(501, metrics("run").size());
  }

  /** 20 examples, read and closed as the test says. */
  private record Odd(java.util.function.LongConsumer read, Runnable end) implements Dataset {
    @Override
    public Schema schema() {
      return Table.line(20).schema();
    }

    @Override
    public long size() {
      return 20;
    }

    @Override
    public void read(long index, Row row) {
      read.accept(index);
      Table.line(20).read(index, row);
    }

    @Override
    public void close() {
      end.run();
    }
  }

  private record OddSource(Dataset data) implements DataSource<NoConfig> {
    @Override
    public Dataset open(NoConfig config) {
      return data;
    }
  }

  private graft.api.run.RunSpec odd(Dataset data) {
    bench.registry.add(Kind.SOURCE, "odd", 0, () -> new OddSource(data));
    return Bench.spec().with("data.source", "odd");
  }

  @Test
  void aJobEndsThoughItsDataFailToClose() throws Exception {
    Odd data =
        new Odd(
            index -> {},
            () -> {
              throw new IllegalStateException("stuck");
            });
    assertEquals(Job.State.FINISHED, bench.train(odd(data), out("run")).state());
  }

  @Test
  void aJobWhoseDataHangCanBeStopped() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Odd data =
        new Odd(
            index -> {
              if (index == 15) {
                hangs.countDown();
                await(end);
              }
            },
            () -> {});
    Job job = bench.start(odd(data).with("training.shuffle", false), out("run"), event -> {});
    await(hangs);
    job.stop();
    // Closing waits 5 s for the thread that reads.
    end.countDown();
    Event.Done done = job.await();
    assertEquals(Job.State.STOPPED, done.state());
    assertTrue(done.steps() < 3, done.toString());
  }

  @Test
  void aSourceThatThrowsIsNamedWithTheExample() throws Exception {
    Odd data =
        new Odd(
            index -> {
              if (index == 7) {
                throw new IllegalStateException("no page 7");
              }
            },
            () -> {});
    assertEquals(
        "source (odd), example 7: source 'odd' of graft-core 0.0.0 failed with"
            + " java.lang.IllegalStateException: no page 7, at TrainingJobTest.java:N; hint: report it to"
            + " its author",
        bench
            .train(odd(data), out("run"))
            .failure()
            .orElseThrow()
            .replaceFirst("java:\\d+", "java:N"));
  }

  @Test
  void theFirstStepIsThatOfGradientDescent() throws Exception {
    bench.train(Bench.spec("batch", 16L, "steps", 1L), out("run"));
    // w = 1/4, b = 0 on x = 0 … 15/4, y = 2x + 1: e = -7/4 x - 1, mean x = 15/8, mean x² = 4.84375
    // (Σ i² over 0 … 15 = 1240, /16/16). gw = 2 mean(e x) = -20.703125, gb = 2 mean(e) = -8.5625.
    Checkpoint last = Bench.last(folder.resolve("run"));
    assertEquals(0.25 + 0.1 * 20.703125, last.tensors().get("dense/w").get(0), 1e-6);
    assertEquals(0.85625, last.tensors().get("dense/b").get(0), 1e-6);
    assertEquals(1, last.tensors().get("step").get(0));
  }

  @Test
  void aResumedRunIsBitIdenticalToAnUndisturbedOne() throws Exception {
    bench.train(Bench.spec(), out("whole"));
    for (long stop = 1; stop < 9; stop++) {
      TrainOptions options = out("parts" + stop);
      Event.Done stopped = startAndAt(stop, Bench.spec(), options, Job::stop).await();
      assertEquals(Job.State.STOPPED, stopped.state());
      assertEquals(stop, stopped.steps());

      Path run = folder.resolve("parts" + stop);
      bench.train(Bench.spec(), TrainOptions.defaults().resume(run));

      assertSameState(Bench.last(folder.resolve("whole")), Bench.last(run));
      assertEquals(metrics("whole"), metrics("parts" + stop));
    }
  }

  /** The rows without their times. */
  private List<String> metrics(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("metrics.csv")).stream()
        .map(line -> line.replaceFirst("^(\\d+,\\d+),[^,]*", "$1"))
        .toList();
  }

  @Test
  void aRunThatLostItsLastCheckpointGoesOnFromTheOneBefore() throws Exception {
    bench.train(Bench.spec(), out("whole"));
    Map<String, Object> each = Map.of("every_epochs", 1L);
    bench.train(Bench.spec("epochs", 2L, "checkpoint", each), out("torn"));
    Path run = folder.resolve("torn");
    Files.write(run.resolve("checkpoints/step-000006/state.safetensors"), new byte[20]);

    bench.train(Bench.spec(), TrainOptions.defaults().resume(run));

    assertSameState(Bench.last(folder.resolve("whole")), Bench.last(run));
    assertEquals(metrics("whole"), metrics("torn"));
    String lines = bench.events(Event.Started.class).get(2).lines().toString();
    assertTrue(lines.contains("step-000006"), lines);
  }

  @Test
  void aRunKilledBeforeItsFirstCheckpointBeginsAgain() throws Exception {
    bench.train(Bench.spec(), out("whole"));
    bench.train(Bench.spec("epochs", 1L), out("none"));
    Path run = folder.resolve("none");
    Files.move(run.resolve("checkpoints"), run.resolve("gone"));
    bench.train(Bench.spec(), TrainOptions.defaults().resume(run));
    assertSameState(Bench.last(folder.resolve("whole")), Bench.last(run));
    String lines = bench.events(Event.Started.class).get(2).lines().toString();
    assertTrue(lines.contains("the run has no checkpoint yet: it begins anew"), lines);
  }

  @Test
  void aRunThatFailedInItsFirstStepGivesWayToTheMendedOne() throws Exception {
    bench.change = new Linear.Change(1, 0, false, 1);
    Event.Done failed = bench.train(Bench.spec("epochs", 9L), out("run"));
    assertEquals(Job.State.FAILED, failed.state());
    assertEquals(0, failed.steps());
    Path run = folder.resolve("run");
    bench.change = Linear.Change.NONE;

    Event.Done mended = bench.train(Bench.spec("epochs", 2L), out("run"));

    assertEquals(Job.State.FINISHED, mended.state());
    assertEquals(2L, RunRecord.read(run).spec().get("training", "epochs"));
    assertFalse(Files.readString(run.resolve("log.txt")).contains("failed"), "the log is its own");
    assertThrows(ConfigException.class, () -> bench.train(Bench.spec(), out("run")));
  }

  @Test
  void aRunThatIsAsFarAsAskedKeepsItsPlan() throws Exception {
    Path run = folder.resolve("run");
    TrainOptions resume = TrainOptions.defaults().resume(run);
    startAndAt(9, Bench.spec("epochs", 1000L), out("run"), Job::stop).await();
    bench.train(Bench.spec("epochs", 2L), resume);
    assertEquals(1000L, RunRecord.read(run).spec().get("training", "epochs"));
    bench.train(Bench.spec("epochs", 9L, "steps", 9L), resume);
    List<Event.Started> starts = bench.events(Event.Started.class);
    // 9 steps are 3 epochs of 16 examples in batches of 6, 6, 4.
    String epochs = starts.get(1).lines().toString();
    assertTrue(epochs.contains("nothing to do: the run is at epoch 3, asked were 2"), epochs);
    String steps = starts.get(2).lines().toString();
    assertTrue(steps.contains("nothing to do: the run is at step 9, asked were 9"), steps);
    bench.train(Bench.spec("epochs", 4L), resume);
    assertEquals(4L, RunRecord.read(run).spec().get("training", "epochs"));
  }

  @Test
  void aRunWhoseCheckpointsAreAllDamagedIsNotBegunAnew() throws Exception {
    Map<String, Object> each = Map.of("every_epochs", 1L);
    bench.train(Bench.spec("epochs", 2L, "checkpoint", each), out("torn"));
    Path run = folder.resolve("torn");
    Files.write(run.resolve("checkpoints/step-000003/state.safetensors"), new byte[20]);
    Files.delete(run.resolve("checkpoints/step-000006/checkpoint.json"));

    DataException refused =
        assertThrows(
            DataException.class,
            () -> bench.train(Bench.spec(), TrainOptions.defaults().resume(run)));

    String message = refused.getMessage();
    assertTrue(message.contains("none of its checkpoints is whole"), message);
    assertTrue(message.contains("step-000003") && message.contains("step-000006"), message);
    assertTrue(message.contains("train anew into another folder"), message);
    assertTrue(Files.exists(run.resolve("checkpoints/step-000003")));
  }

  private String linesResumedOn(Table data) throws Exception {
    bench.train(odd(Table.line(20)), out("run"));
    bench.registry.add(Kind.SOURCE, "odd", 1, () -> new OddSource(data));
    graft.api.run.RunSpec more = Bench.spec("epochs", 4L).with("data.source", "odd");
    bench.train(more, TrainOptions.defaults().resume(folder.resolve("run")));
    return bench.events(Event.Started.class).get(1).lines().toString();
  }

  @Test
  void theSameDataAreNoChange() throws Exception {
    String lines = linesResumedOn(Table.line(20));
    assertFalse(lines.contains("warning"), lines);
  }

  @Test
  void fewerExamplesThanTheRunWasBegunWithAreSaid() throws Exception {
    String lines = linesResumedOn(Table.line(16));
    assertTrue(
        lines.contains("warning: the data were changed since: 12 examples instead of 16"), lines);
  }

  @Test
  void otherValuesThanTheRunWasBegunWithAreSaid() throws Exception {
    double[][] rows = new double[20][];
    Arrays.setAll(rows, i -> new double[] {i / 4.0, 3});
    String lines = linesResumedOn(new Table(Table.line(20).schema(), rows));
    assertTrue(lines.contains("since: the values of some examples are others"), lines);
  }

  @Test
  void otherColumnsThanTheRunWasBegunWithAreAnError() throws Exception {
    Column other = Table.column("z", Column.Role.FEATURE, DType.F32);
    List<Column> columns = Table.line(20).schema().columns();
    Schema added = new Schema(List.of(columns.get(0), columns.get(1), other));
    double[][] rows = new double[20][];
    Arrays.setAll(rows, i -> new double[] {i / 4.0, 3, 1});

    ConfigException more =
        assertThrows(ConfigException.class, () -> linesResumedOn(new Table(added, rows)));
    assertEquals(
        "data.source: the columns are not those that the run was begun with: expected x f32, y f32,"
            + " got x f32, y f32, z f32; hint: train a new run with these data",
        more.getMessage());
  }

  @Test
  void aRunStoppedBehindTheEndOfItsNewDataGoesOnWithTheNextEpoch() throws Exception {
    bench.train(odd(Table.line(20)).with("training.steps", 2L), out("run"));
    bench.registry.add(Kind.SOURCE, "odd", 1, () -> new OddSource(Table.line(12)));
    Event.Done done =
        bench.train(
            Bench.spec("epochs", 2L).with("data.source", "odd"),
            TrainOptions.defaults().resume(folder.resolve("run")));
    // 12 of 16 examples were trained; of the new ones there are 8, in two steps.
    assertEquals(Job.State.FINISHED, done.state(), done.toString());
    assertEquals(4, done.steps());
  }

  @Test
  void aNanOfTheUpdateIsThatOfItsStepAndNeverSaved() throws Exception {
    // The 5th update, within the second epoch; and the 6th, with which that ends.
    for (long step : new long[] {5, 6}) {
      bench.change = new Linear.Change(1, step - 1, false, 1, true);
      Map<String, Object> each = Map.of("every_steps", 1L);
      Event.Done done = bench.train(Bench.spec("checkpoint", each), out("run" + step));
      assertEquals(Job.State.FAILED, done.state());
      assertEquals(
          "step "
              + step
              + ": 'dense/w' holds NaN after its update, though the gradients were finite; hint: a"
              + " lower learning_rate may help; checkpoints from before stay as they are",
          done.failure().orElseThrow());
      Checkpoint last = Bench.last(folder.resolve("run" + step));
      assertTrue(last.step() < step && last.step() >= 4, "step " + last.step());
      assertTrue(Double.isFinite(last.tensors().get("dense/w").get(0)));
    }
  }

  @Test
  void aNanOfAnUpdateThatIsNotSavedIsFoundByTheNextStep() throws Exception {
    bench.change = new Linear.Change(1, 4, false, 1, true);
    Event.Done done = bench.train(Bench.spec(), out("run"));
    String failure = done.failure().orElseThrow();
    assertTrue(failure.startsWith("step 5: 'dense/w' holds NaN"), failure);
    assertEquals(3, Bench.last(folder.resolve("run")).step());
  }

  @Test
  void aTargetThatTheLossIsNotMadeForIsNamedWithItsExample() throws Exception {
    bench.targets = List.of(new TracedModel.TargetCheck("y", "loss 'odd'", TargetRange.classes(3)));
    double[][] rows = new double[20][];
    for (double bad : new double[] {2.5, -1, 3, Double.NaN}) {
      Arrays.setAll(rows, i -> new double[] {i / 4.0, i == 7 ? bad : 1});
      Event.Done done =
          bench.train(odd(new Table(Table.line(20).schema(), rows)), out("run" + bad));
      String text = TargetRange.text(bad);
      String hint =
          Double.isNaN(bad)
              ? "fill in or leave out what is missing in the data"
              : "mend the data, or choose what is made for such targets";
      String failure = done.failure().orElseThrow();
      assertTrue(
          failure.endsWith(
              "column 'y', example 7: loss 'odd' takes whole numbers from 0 to 2, got "
                  + text
                  + "; hint: "
                  + hint),
          failure);
    }
  }

  @Test
  void anExampleThatWeighsNothingMayHaveAnyTarget() throws Exception {
    bench.targets = List.of(new TracedModel.TargetCheck("y", "loss", TargetRange.of(0, 1)));
    Schema schema =
        new Schema(
            List.of(
                Table.column("x", Column.Role.FEATURE, DType.F32),
                Table.column("y", Column.Role.TARGET, DType.F32),
                Table.column("w", Column.Role.WEIGHT, DType.F32)));
    double[][] rows = new double[20][];
    Arrays.setAll(rows, i -> new double[] {i / 4.0, i % 5 == 3 ? 7 : 1, i % 5 == 3 ? 0 : 1});
    Event.Done done = bench.train(odd(new Table(schema, rows)), out("run"));
    assertEquals(Job.State.FINISHED, done.state(), done.toString());
  }

  @Test
  void aPausedJobWaitsAndGoesOn() throws Exception {
    bench.train(Bench.spec(), out("whole"));
    CountDownLatch asked = new CountDownLatch(1);
    Job job =
        startAndAt(
            2,
            Bench.spec(),
            out("paused"),
            j -> {
              j.pause();
              asked.countDown();
            });
    await(asked);
    while (job.state() == Job.State.RUNNING) {
      Thread.onSpinWait();
    }
    assertEquals(Job.State.PAUSED, job.state());
    assertTrue(job.progress().contains("step 2/3"), job.progress());
    job.resume();
    assertEquals(Job.State.FINISHED, job.await().state());
    assertSameState(Bench.last(folder.resolve("whole")), Bench.last(folder.resolve("paused")));
  }

  @Test
  void theStepsLimitEndsWithinAnEpochAndEvaluates() throws Exception {
    Event.Done done = bench.train(Bench.spec("epochs", 9L, "steps", 4L), out("run"));
    assertEquals(Job.State.FINISHED, done.state());
    assertEquals(4, done.steps());
    assertEquals(6, done.training().orElseThrow().examples());
    assertTrue(done.validation().isPresent());
    // And it goes on from there as if it had not ended.
    bench.train(Bench.spec(), TrainOptions.defaults().resume(folder.resolve("run")));
    bench.train(Bench.spec(), out("whole"));
    Checkpoint whole = Bench.last(folder.resolve("whole"));
    assertEquals(
        whole.tensors().get("dense/w").get(0),
        Bench.last(folder.resolve("run")).tensors().get("dense/w").get(0));
  }

  @Test
  void theLayerOfTheFirstNanIsNamedAndTheStateBeforeItIsSaved() throws Exception {
    bench.change = new Linear.Change(1, 4, false, 1);
    Event.Done done = bench.train(Bench.spec(), out("run"));
    assertEquals(Job.State.FAILED, done.state());
    String failure = done.failure().orElseThrow();
    assertTrue(failure.contains("step 5"), failure);
    assertTrue(failure.contains("'log' (log)"), failure);
    assertEquals(4, Bench.last(folder.resolve("run")).step());
    assertEquals(4, Bench.last(folder.resolve("run")).tensors().get("step").get(0));
  }

  @Test
  void aNanInTheDataIsSaidToBeThere() throws Exception {
    double[][] rows = new double[20][];
    Arrays.setAll(rows, i -> new double[] {Double.NaN, 1});
    Table table = new Table(Table.line(20).schema(), rows);
    Event.Done done = bench.train(odd(table).with("training.shuffle", false), out("run"));
    assertEquals(
        "step 1: loss, gradient or rate is not finite: column 'x' of the data holds NaN in example"
            + " 0; hint: fill in or leave out what is missing in the data",
        done.failure().orElseThrow());
  }

  @Test
  void anUpdatedTypeIsTakenInBetweenTwoSteps() throws Exception {
    Job job = pausedAt(2);
    bench.change = new Linear.Change(0.5, Long.MAX_VALUE, false, 1);
    bench.dense.close();
    bench.install();
    awaitEvent(Event.Swapped.class);
    job.resume();
    Event.Done done = job.await();
    assertEquals(Job.State.FINISHED, done.state());
    Event.Swapped swapped = bench.events(Event.Swapped.class).get(0);
    assertEquals("layer 'dense'", swapped.what());
    assertEquals(2, swapped.step());
    assertTrue(swapped.kept().contains("dense/w"), swapped.toString());
    assertEquals(9, done.steps());
  }

  @Test
  void anEqualProgramIsNoSwap() throws Exception {
    Job job = pausedAt(2);
    bench.dense.close();
    bench.install();
    job.resume();
    assertEquals(Job.State.FINISHED, job.await().state());
    assertEquals(List.of(), bench.events(Event.Swapped.class));
    assertEquals(List.of(), bench.events(Event.Refused.class));
  }

  @Test
  void anUpdateWithOtherShapesIsRefused() throws Exception {
    Job job = pausedAt(2);
    bench.change = new Linear.Change(1, Long.MAX_VALUE, true, 1);
    bench.dense.close();
    bench.install();
    awaitEvent(Event.Refused.class);
    job.resume();
    assertEquals(Job.State.FINISHED, job.await().state());
    String reason = bench.events(Event.Refused.class).get(0).reason();
    assertEquals("state 'dense/b': expected f32(), got f32(2)", reason);
    bench.change = Linear.Change.NONE;
    bench.train(Bench.spec(), out("whole"));
    assertSameState(Bench.last(folder.resolve("whole")), Bench.last(folder.resolve("run")));
  }

  @Test
  void aSwapWhoseFirstStepFailsIsTakenBack() throws Exception {
    Job job = pausedAt(2);
    bench.change = new Linear.Change(1, 0, false, 1);
    bench.dense.close();
    bench.install();
    awaitEvent(Event.Swapped.class);
    job.resume();
    assertEquals(Job.State.FINISHED, job.await().state());
    String reason = bench.events(Event.Refused.class).get(0).reason();
    assertTrue(reason.contains("its first step failed"), reason);
    bench.change = Linear.Change.NONE;
    bench.train(Bench.spec(), out("whole"));
    assertSameState(Bench.last(folder.resolve("whole")), Bench.last(folder.resolve("run")));
  }

  @Test
  void anUpdatedSourceIsNotedAndNotTakenIn() throws Exception {
    Job job = pausedAt(2);
    bench.registry.add(Kind.SOURCE, "lines", 1, Bench.Lines::new);
    job.resume();
    assertEquals(Job.State.FINISHED, job.await().state());
    String log = Files.readString(folder.resolve("run/log.txt"));
    assertTrue(
        log.contains("source 'lines' is updated; this job goes on with what it began with"), log);
  }

  private Job pausedAt(long step) throws InterruptedException {
    return pausedAt(step, Bench.spec());
  }

  private Job pausedAt(long step, graft.api.run.RunSpec spec) throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    Job job =
        startAndAt(
            step,
            spec,
            out("run"),
            j -> {
              j.pause();
              asked.countDown();
            });
    await(asked);
    while (job.state() == Job.State.RUNNING) {
      Thread.onSpinWait();
    }
    return job;
  }

  private void awaitEvent(Class<? extends Event> type) {
    while (bench.events(type).isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void withoutATypeTheJobGoesOnWithOneWarning() throws Exception {
    Job job = pausedAt(2);
    bench.dense.close();
    job.resume();
    assertEquals(Job.State.FINISHED, job.await().state());
    List<Event.Warning> warnings = bench.events(Event.Warning.class);
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).text().contains("layer 'dense' is uninstalled"));
  }

  @Test
  void withoutATypeTheJobFailsIfToldSo() throws Exception {
    Job job = pausedAt(2, Bench.spec("missing_type", "fail"));
    bench.dense.close();
    Event.Done done = job.await();
    assertEquals(Job.State.FAILED, done.state());
    assertTrue(done.failure().orElseThrow().contains("no layer of type 'dense'"));
    assertEquals(2, Bench.last(folder.resolve("run")).step());
  }

  @Test
  void withoutATypeTheJobWaitsIfToldSo() throws Exception {
    Job job = pausedAt(2, Bench.spec("missing_type", "pause"));
    bench.dense.close();
    awaitEvent(Event.Warning.class);
    job.resume();
    assertEquals(Job.State.PAUSED, job.state());
    assertTrue(job.await(Duration.ofMillis(1)).isEmpty());
    bench.install();
    assertEquals(Job.State.FINISHED, job.await(Duration.ofMinutes(1)).orElseThrow().state());
  }

  @Test
  void whenTheAcceleratorGoesTheJobGoesOnAndBack() throws Exception {
    Fragile fragile = new Fragile();
    bench.add(fragile);
    Job job = pausedAt(2);
    bench.remove(fragile);
    job.resume(); // looks at the accelerators
    Event.Done done = job.await();
    assertEquals(Job.State.FINISHED, done.state());
    String warning = bench.events(Event.Warning.class).get(0).text();
    assertTrue(warning.contains("fragile is gone"), warning);
    assertEquals("reference-rounding-1", Bench.last(folder.resolve("run")).numerics());
    bench.train(Bench.spec(), out("whole"));
    // The fragile one computes as the interpreter does: no step was lost.
    assertSameState(Bench.last(folder.resolve("whole")), Bench.last(folder.resolve("run")));
  }

  @Test
  void anAcceleratorThatReturnsIsUsedAgain() throws Exception {
    Fragile fragile = new Fragile();
    bench.add(fragile);
    AtomicReference<Job> unused = new AtomicReference<>();
    Job job =
        bench.start(
            Bench.spec(),
            out("run"),
            event -> {
              if (event instanceof Event.StepEnd end && end.step() == 2) {
                bench.remove(fragile);
              } else if (event instanceof Event.StepEnd end && end.step() == 5) {
                bench.add(fragile);
              }
            });
    unused.set(job);
    assertEquals(Job.State.FINISHED, job.await().state());
    assertEquals(1, bench.events(Event.Warning.class).size());
    assertEquals(5, bench.events(Event.Swapped.class).get(0).step());
    assertEquals("fragile-1", Bench.last(folder.resolve("run")).numerics());
  }

  @Test
  void afterALostDeviceTheStepsSinceTheCheckpointAreReplayed() throws Exception {
    Fragile fragile = new Fragile();
    bench.add(fragile);
    Job job =
        bench.start(
            Bench.spec("checkpoint", Map.of("every_epochs", 1L)),
            out("run"),
            event -> {
              if (event instanceof Event.StepEnd end && end.step() == 5) {
                fragile.broken = true;
              }
            });
    Event.Done done = job.await();
    assertEquals(Job.State.FINISHED, done.state(), done.toString());
    String warning = bench.events(Event.Warning.class).get(0).text();
    assertTrue(warning.contains("the device is lost"), warning);
    assertTrue(warning.contains("from step 3"), warning);
    bench.remove(fragile);
    bench.train(Bench.spec(), out("whole"));
    assertSameState(Bench.last(folder.resolve("whole")), Bench.last(folder.resolve("run")));
  }

  /** Halves the rate after the first epoch, throws in the second. */
  static final class Halving implements Callback<NoConfig> {
    @Override
    public Session open(NoConfig config) {
      return (event, control) -> {
        if (event instanceof Event.EpochEnd end && end.epoch() == 0) {
          control.rateFactor(control.rateFactor() / 2);
        } else if (event instanceof Event.EpochEnd) {
          throw new IllegalStateException("oops");
        }
      };
    }
  }

  /** Stops after the second epoch. */
  static final class Stopping implements Callback<NoConfig> {
    @Override
    public Session open(NoConfig config) {
      return (event, control) -> {
        if (event instanceof Event.EpochEnd end && end.epoch() == 1) {
          control.stop("enough");
        }
      };
    }
  }

  @Test
  void aCallbackSetsTheRateAndItsFaultIsAWarning() throws Exception {
    bench.registry.add(Kind.CALLBACK, "halving", 0, Halving::new);
    Event.Done done = bench.train(Bench.spec("callbacks", List.of("halving")), out("run"));
    assertEquals(Job.State.FINISHED, done.state());
    Checkpoint last = Bench.last(folder.resolve("run"));
    assertEquals(0.5, last.rateFactor());
    assertEquals(0.5, last.tensors().get("rate_factor").get(0));
    List<Event.Warning> warnings = bench.events(Event.Warning.class);
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).text().contains("callback 'halving' failed with"));
  }

  @Test
  void aCallbackEndsTheTraining() throws Exception {
    bench.registry.add(Kind.CALLBACK, "stopping", 0, Stopping::new);
    Event.Done done = bench.train(Bench.spec("callbacks", List.of("stopping")), out("run"));
    assertEquals(Job.State.FINISHED, done.state());
    assertEquals(2, done.epochs());
    assertEquals("enough", done.reason().orElseThrow());
    String log = Files.readString(folder.resolve("run/log.txt"));
    assertTrue(log.stripTrailing().endsWith(" s: enough"), log);
  }

  /** Counts epochs, and stops after five. */
  static final class Counting implements Callback<NoConfig> {
    @Override
    public Session open(NoConfig config) {
      return new Session() {
        private long epochs;

        @Override
        public void on(Event event, Control control) {
          if (event instanceof Event.EpochEnd && ++epochs == 5) {
            control.stop("five epochs");
          }
        }

        @Override
        public Map<String, Object> state() {
          return Map.of("epochs", epochs);
        }

        @Override
        public void restore(Map<String, Object> state) {
          epochs = (Long) state.get("epochs");
        }
      };
    }
  }

  @Test
  void aCallbackGoesOnWhenARunIsResumed() throws Exception {
    bench.registry.add(Kind.CALLBACK, "counting", 0, Counting::new);
    Object callbacks = List.of("counting");
    bench.train(Bench.spec("callbacks", callbacks, "epochs", 3L), out("run"));
    TrainOptions resume = TrainOptions.defaults().resume(folder.resolve("run"));
    Event.Done done = bench.train(Bench.spec("callbacks", callbacks, "epochs", 9L), resume);
    assertEquals(5, done.epochs());
  }

  @Test
  void aListenerThatThrowsDisturbsNothing() throws Exception {
    Job job =
        bench.start(
            Bench.spec(),
            out("run"),
            event -> {
              throw new IllegalStateException("a listener");
            });
    assertEquals(Job.State.FINISHED, job.await().state());
  }

  @Test
  void theBestEpochIsKeptAndKnown() throws Exception {
    Event.Done done = bench.train(Bench.spec("epochs", 8L), out("run"));
    List<Event.EpochEnd> epochs = bench.events(Event.EpochEnd.class);
    Event.EpochEnd best = epochs.get(0);
    for (Event.EpochEnd epoch : epochs) {
      boolean better =
          epoch.validation().orElseThrow().loss() < best.validation().orElseThrow().loss();
      best = better ? epoch : best;
    }
    assertEquals(
        best.step(), Bench.last(done.run()).best().orElseThrow().step(), epochs.toString());
    assertEquals(
        best.step(), RunFolder.checkpoints(done.run()).best(problem -> {}).orElseThrow().step());
  }

  @Test
  void anUnknownMetricIsRefusedBeforeTheFirstStep() {
    Map<String, Object> best = Map.of("best", Map.of("metric", "acuracy"));
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> bench.start(Bench.spec("checkpoint", best), out("run"), event -> {}));
    assertTrue(refused.getMessage().contains("there are loss, rmse"), refused.getMessage());
    assertFalse(Files.exists(folder.resolve("run"))); // and nothing is left behind
  }

  @Test
  void aFolderThatIsGoneFailsTheJobWithOneMessage() throws Exception {
    Job job =
        bench.start(
            Bench.spec(),
            out("run"),
            event -> {
              if (event instanceof Event.StepEnd end && end.step() == 4) {
                block(folder.resolve("run/checkpoints"));
              }
            });
    Event.Done done = job.await();
    assertEquals(Job.State.FAILED, done.state());
    String failure = done.failure().orElseThrow();
    assertTrue(
        failure.contains("cannot write the checkpoint of step 9: a file is in the way"), failure);
  }

  /** Puts a file where the folder of checkpoints should be. */
  private void block(Path checkpoints) {
    try {
      Files.move(checkpoints, checkpoints.resolveSibling("moved"));
      Files.writeString(checkpoints, "");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theRunIsEvaluatedAndPredictsWithItsBestWeights() throws Exception {
    Event.Done done = bench.train(Bench.spec("epochs", 200L), out("run"));
    TrainedRun run = TrainedRun.open(done.run(), bench.registry, (spec, schema) -> Linear.traced());
    graft.core.reference.Interpreter interpreter = new graft.core.reference.Interpreter();
    double best = Bench.last(done.run()).best().orElseThrow().value();
    assertEquals(
        best,
        run.evaluate(Optional.empty(), interpreter, TrainOptions.defaults().threads(1)).loss(),
        1e-9);

    try (CorePredictor predictor = run.predictor(interpreter, 1)) {
      assertEquals(
          List.of("x"),
          predictor.schema().columns().stream().map(graft.api.data.Column::name).toList());
      Table examples = new Table(predictor.schema(), new double[] {1}, new double[] {3});
      graft.api.NdArray y = predictor.predict(examples).get("y");
      assertArrayEquals(new int[] {2}, y.shape());
      assertEquals(3, y.get(0), 0.02); // 2 x + 1
      assertEquals(7, y.get(1), 0.02);
      assertEquals(Map.of(), predictor.classes());
    }
  }

  @Test
  void theCheckpointOfAnotherModelIsNamed() {
    Checkpoint other =
        new Checkpoint(39, 0, 0, 0, 1, Optional.empty(), "", List.of(), Map.of(), Map.of());
    graft.core.reference.Interpreter interpreter = new graft.core.reference.Interpreter();
    try (StateStore state = new StateStore(Linear.traced().states(), interpreter, 1)) {
      DataException e = assertThrows(DataException.class, () -> state.restore(other));
      String expected = "checkpoint of step 39: the saved state lacks ";
      assertEquals(expected, e.getMessage().substring(0, expected.length()));
    }
  }

  @Test
  void aTensorThatTheAcceleratorCannotHoldIsNamedBeforeTheFirstStep() {
    Fragile small = new Fragile();
    small.small = true;
    bench.add(small);
    DeviceException e =
        assertThrows(DeviceException.class, () -> bench.train(Bench.spec(), out("run")));
    assertTrue(e.getMessage().startsWith("fragile: too small; the largest is f32 [6]"), e + "");
    assertFalse(Files.exists(folder.resolve("run")));
  }

  static final class Choosy implements Callback<NoConfig>, Callback.Session {
    @Override
    public Session open(NoConfig config) {
      return this;
    }

    @Override
    public void on(Event event, Control control) {}

    @Override
    public void figures(List<String> figures) {
      throw new ConfigException("no figure", String.join(", ", figures));
    }
  }

  @Test
  void aCallbackRefusesTheFiguresOfAnEpochBeforeTheFirstStep() {
    bench.registry.add(Kind.CALLBACK, "choosy", 0, Choosy::new);
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> bench.train(Bench.spec("callbacks", List.of("choosy")), out("run")));
    assertEquals(
        "callback 'choosy': no figure; hint: loss, rmse, val_loss, val_rmse", e.getMessage());
    assertFalse(Files.exists(folder.resolve("run")));
  }
}
