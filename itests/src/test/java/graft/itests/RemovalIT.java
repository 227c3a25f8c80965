package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import graft.api.Spec;
import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.TrainOptions;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.inject.Inject;
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
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** What is left of bundles that are stopped or uninstalled while jobs run. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RemovalIT {
  @Rule public final TemporaryFolder temporary = new TemporaryFolder();
  @Inject private BundleContext context;
  private Path folder;

  @Configuration
  public Option[] configuration() {
    return new Option[] {Distribution.inFramework()};
  }

  @Before
  public void folder() {
    folder = temporary.getRoot().toPath();
  }

  /** The service as it is now: the core is restarted by a test. */
  private Graft graft() throws InterruptedException {
    await("a Graft service", () -> context.getServiceReference(Graft.class) != null);
    ServiceReference<Graft> reference = context.getServiceReference(Graft.class);
    return context.getService(reference);
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 3_000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new AssertionError("waited in vain for " + what);
  }

  private Bundle bundle(String name) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("graft-cpu-"))
        .count();
  }

  @Test
  public void withoutTheCpuAcceleratorAJobGoesOnWithTheInterpreterAndBack() throws Exception {
    Bundle cpu = bundle("graft-accel-cpu");
    try (WatchedJob job =
        new WatchedJob(graft(), folder.resolve("run"), WatchedJob.model("flatten"))) {
      job.awaitSteps();
      cpu.stop();
      Event.Warning warning = job.await(Event.Warning.class, e -> true);
      assertTrue(warning.text(), warning.text().startsWith("CPU"));
      assertTrue(warning.text(), warning.text().contains("is gone; the training goes on with"));
      job.awaitSteps();

      cpu.start();
      Event.Swapped swapped = job.await(Event.Swapped.class, e -> true);
      assertTrue(swapped.what(), swapped.what().startsWith("accelerator CPU"));
      job.awaitSteps();
      assertEquals(List.of(warning, swapped), job.told());
      assertEquals(Job.State.STOPPED, job.end().state());
    } finally {
      cpu.start();
    }
  }

  @Test
  public void aStoppedAcceleratorLeavesNoThread() throws Exception {
    Bundle cpu = bundle("graft-accel-cpu");
    try (WatchedJob job =
        new WatchedJob(graft(), folder.resolve("run"), WatchedJob.model("flatten"))) {
      job.awaitSteps();
      cpu.stop();
      job.await(Event.Warning.class, e -> true);
      job.awaitSteps();
      await("the end of its workers", () -> workers() == 0);
    } finally {
      cpu.start();
    }
  }

  @Test
  public void aRestartedCoreEndsItsJobsWithACheckpointAndServesAgain() throws Exception {
    Graft before = graft();
    Bundle core = bundle("graft-core");
    try (WatchedJob job =
        new WatchedJob(before, folder.resolve("run"), WatchedJob.model("flatten"))) {
      job.awaitSteps();
      core.stop();
      assertEquals(Job.State.STOPPED, job.end().state());
      Event.Saved saved = job.events(Event.Saved.class).stream().reduce((a, b) -> b).orElseThrow();
      assertEquals(job.end().steps(), saved.step());
      await("its absence", () -> context.getServiceReference(Graft.class) == null);
    } finally {
      core.start();
    }
    assertTrue(graft() != before);
    try (WatchedJob job =
        new WatchedJob(graft(), folder.resolve("next"), WatchedJob.model("flatten"))) {
      job.awaitSteps();
    }
  }

  @Test
  public void theClassLoaderOfARemovedBundleIsCollected() throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < (Boolean.getBoolean("graft.long") ? 300 : 30); i++) {
      loaders.add(trainAndRemove(i));
    }
    assertCollected(loaders);
  }

  /** Every third time also while a job goes on with the program that it has. */
  private WeakReference<ClassLoader> trainAndRemove(int number) throws Exception {
    Graft graft = graft();
    Bundle swish = context.installBundle(SwishJars.built().toUri().toString() + "?" + number);
    swish.start();
    await("swish", () -> graft.types().stream().anyMatch(type -> type.type().equals("swish")));
    WeakReference<ClassLoader> loader =
        new WeakReference<>(swish.adapt(BundleWiring.class).getClassLoader());
    assertNotNull(loader.get());
    Path run = folder.resolve("run-" + number);
    try (WatchedJob job =
        new WatchedJob(
            graft,
            run,
            WatchedJob.model("swish")
                .training("steps", number % 3 == 0 ? 1_000_000L : 3L)
                .build())) {
      if (number % 3 == 0) {
        job.awaitSteps();
        swish.uninstall();
        job.await(Event.Warning.class, e -> true);
        job.awaitSteps();
        assertCollected(List.of(loader));
        assertEquals(Job.State.RUNNING, job.job().state());
      } else {
        assertEquals(Job.State.FINISHED, job.job().await().state());
        graft.evaluate(run, Spec.of("memory").with("name", "watched"), TrainOptions.defaults());
        swish.uninstall();
      }
    }
    assertTrue(Files.isDirectory(run));
    return loader;
  }

  private static void assertCollected(List<WeakReference<ClassLoader>> loaders)
      throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      System.gc();
      if (loaders.stream().allMatch(loader -> loader.refersTo(null))) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    long left = loaders.stream().filter(loader -> !loader.refersTo(null)).count();
    throw new AssertionError(left + " of " + loaders.size() + " class loaders are still there");
  }

  @Test
  public void aRefreshOfTheLayersIsNothingToAJob() throws Exception {
    try (WatchedJob job =
        new WatchedJob(graft(), folder.resolve("run"), WatchedJob.model("flatten"))) {
      job.awaitSteps();
      Bundle layers = bundle("graft-layers");
      layers.update();
      await("layers", () -> layers.getState() == Bundle.ACTIVE);
      job.awaitSteps();
      assertEquals(List.of(), job.events(Event.Swapped.class));
      assertEquals(List.of(), job.events(Event.Refused.class));
      assertSame(Job.State.RUNNING, job.job().state());
    }
  }
}
