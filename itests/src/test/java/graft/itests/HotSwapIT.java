package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import graft.api.Kind;
import graft.api.MissingTypeException;
import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.TypeInfo;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.After;
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
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** The bundle of a layer comes, changes and goes while jobs run in the container. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapIT {
  @Rule public final TemporaryFolder temporary = new TemporaryFolder();
  @Inject private BundleContext context;
  @Inject private Graft graft;
  private Path folder;

  @Configuration
  public Option[] configuration() {
    return new Option[] {Distribution.inFramework()};
  }

  @Before
  public void folder() {
    folder = temporary.getRoot().toPath();
  }

  @After
  public void uninstall() throws BundleException {
    for (Bundle bundle : context.getBundles()) {
      if ("swish-layer".equals(bundle.getSymbolicName())) {
        bundle.uninstall();
      }
    }
  }

  private Bundle install() throws Exception {
    Bundle bundle = context.installBundle(SwishJars.built().toUri().toString());
    bundle.start();
    awaitVersion("1.0.0");
    return bundle;
  }

  private void update(Bundle bundle, Path jar) throws Exception {
    try (InputStream in = Files.newInputStream(jar)) {
      bundle.update(in);
    }
    awaitVersion(bundle.getVersion().toString());
  }

  private void awaitVersion(String version) throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      if (graft.types().stream()
          .anyMatch(t -> t.type().equals("swish") && t.version().equals(version))) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new AssertionError("swish " + version + " did not come");
  }

  /** A version of swish that computes something else. */
  private Path other(String version, String formula) throws Exception {
    return SwishJars.version(folder.resolve(version + ".jar"), version, formula);
  }

  @Test
  public void allTypesThatBundlesAnnounceAreFound() {
    Set<String> announced = new TreeSet<>(Set.of("source memory")); // the core's own
    for (Bundle bundle : context.getBundles()) {
      for (BundleCapability capability :
          bundle.adapt(BundleRevision.class).getDeclaredCapabilities("graft.type")) {
        announced.add(
            capability.getAttributes().get("kind") + " " + capability.getAttributes().get("type"));
      }
    }
    Set<String> found =
        graft.types().stream()
            .map(t -> t.kind().text() + " " + t.type())
            .collect(Collectors.toSet());
    assertEquals(announced, new TreeSet<>(found));
    assertTrue(
        found.toString(),
        found.containsAll(
            List.of(
                "layer dense",
                "layer conv2d",
                "optimizer adam",
                "schedule cosine",
                "loss sparse_categorical_crossentropy",
                "metric accuracy",
                "initializer glorot_uniform",
                "regularizer l2",
                "activation gelu",
                "source digits",
                "transform standardise",
                "accelerator cpu",
                "accelerator reference")));
  }

  @Test
  public void aMissingTypeIsNamedWithNearMatchesAndTheCapability() {
    MissingTypeException missing =
        assertThrows(MissingTypeException.class, () -> graft.describe(Kind.LAYER, "conv2"));
    assertEquals(Kind.LAYER, missing.kind());
    assertEquals("conv2", missing.type());
    assertEquals("conv2d", missing.nearest().get(0));
    assertEquals("graft.type;filter:=\"(&(kind=layer)(type=conv2))\"", missing.requirement());
    assertThrows(
        MissingTypeException.class,
        () -> new WatchedJob(graft, folder.resolve("run"), WatchedJob.model("swish")).close());
  }

  /** Declarative Services makes an instance for the first use and drops it after the last. */
  @Test
  public void aTypeIsUsedByManyThreadsAtOnce() throws Exception {
    install();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> ends = new ArrayList<>();
    long generation = graft.generation();
    for (int i = 0; i < 4; i++) {
      ends.add(
          threads.submit(
              () -> {
                for (int n = 0; n < 10_000; n++) {
                  graft.describe(Kind.LAYER, "swish");
                }
              }));
    }
    threads.shutdown();
    for (Future<?> end : ends) {
      end.get();
    }
    assertEquals("no provider was passed over", generation, graft.generation());
  }

  @Test
  public void theSampleGivesATypeWithItsFields() throws Exception {
    install();
    TypeInfo swish = graft.describe(Kind.LAYER, "swish");
    assertEquals("swish-layer", swish.bundle());
    assertEquals("beta", swish.fields().get(0).name());
    assertEquals("1", swish.fields().get(0).defaultValue());
  }

  @Test
  public void aJobThatDoesNotUseItIsNotTouched() throws Exception {
    try (WatchedJob job =
        new WatchedJob(graft, folder.resolve("run"), WatchedJob.model("flatten"))) {
      job.awaitSteps();
      Bundle swish = install();
      job.awaitSteps();
      update(swish, other("1.1.0", "x.multiply(c.beta())"));
      job.awaitSteps();
      swish.uninstall();
      job.awaitSteps();
      assertEquals(List.of(), job.told());
      assertEquals(Job.State.STOPPED, job.end().state());
    }
  }

  @Test
  public void aJobThatUsesItGoesOnWithoutIt() throws Exception {
    Bundle swish = install();
    try (WatchedJob job = new WatchedJob(graft, folder.resolve("run"), WatchedJob.model("swish"))) {
      job.awaitSteps();
      swish.uninstall();
      Event.Warning warning = job.await(Event.Warning.class, e -> true);
      assertTrue(warning.text(), warning.text().contains("layer 'swish' is uninstalled"));
      job.awaitSteps();
      assertThrows(MissingTypeException.class, () -> graft.describe(Kind.LAYER, "swish"));

      // The same comes back: nothing to take in.
      install();
      job.awaitSteps();
      assertEquals(List.of(warning), job.told());
    }
  }

  @Test
  public void anUpdateIsTakenInBetweenTwoSteps() throws Exception {
    Bundle swish = install();
    try (WatchedJob job = new WatchedJob(graft, folder.resolve("run"), WatchedJob.model("swish"))) {
      job.awaitSteps();
      update(swish, SwishJars.version(folder.resolve("equal.jar"), "1.1.0"));
      job.awaitSteps();
      assertEquals(List.of(), job.events(Event.Swapped.class));

      update(swish, other("2.0.0", "x.multiply(c.beta()).sigmoid()"));
      Event.Swapped swapped = job.await(Event.Swapped.class, e -> true);
      assertTrue(swapped.what(), swapped.what().contains("layer 'swish'"));
      // Weights, Adam's two moments, and the step's counter.
      assertTrue(swapped.kept().toString(), swapped.kept().contains("first/kernel"));
      assertTrue(swapped.kept().toString(), swapped.kept().size() >= 13);
      assertEquals(List.of(), swapped.reset());
      job.awaitSteps();
      assertTrue(job.step() > swapped.step());
      assertEquals(1, job.events(Event.Swapped.class).size());
      assertEquals(List.of(), job.events(Event.Refused.class));
    }
  }

  @Test
  public void anUpdateThatDoesNotFitIsRefusedAndTheOldProgramGoesOn() throws Exception {
    Bundle swish = install();
    try (WatchedJob job = new WatchedJob(graft, folder.resolve("run"), WatchedJob.model("swish"))) {
      job.awaitSteps();
      String param = "scope.param(\"scale\", graft.api.Shape.of(8), graft.api.Spec.of(\"ones\"))";
      update(swish, other("2.0.0", "x.multiply(" + param + ")"));
      Event.Refused refused = job.await(Event.Refused.class, e -> true);
      assertTrue(refused.reason(), refused.reason().contains("middle/scale"));

      update(swish, other("3.0.0", "x.multiply(x.reshape(graft.api.Shape.of(7)))"));
      refused = job.await(Event.Refused.class, e -> e.reason().contains("reshape"));
      assertTrue(refused.reason(), refused.reason().contains("middle"));

      // log of a negative number: the first step is not finite, and is done again as before.
      update(swish, other("4.0.0", "x.square().negate().subtract(1).log()"));
      job.await(Event.Refused.class, e -> e.reason().contains("first step"));
      job.awaitSteps();
      assertEquals(Job.State.STOPPED, job.end().state());
    }
  }

  @Test
  public void withPolicyPauseAJobWaitsUntilItIsBack() throws Exception {
    Bundle swish = install();
    try (WatchedJob job =
        new WatchedJob(
            graft,
            folder.resolve("run"),
            WatchedJob.model("swish").training("missing_type", "pause"))) {
      job.awaitSteps();
      swish.uninstall();
      Event.Warning warning = job.await(Event.Warning.class, e -> true);
      assertTrue(warning.text(), warning.text().contains("waits until it is back"));
      for (int i = 0; i < 1_000 && job.job().state() != Job.State.PAUSED; i++) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertEquals(Job.State.PAUSED, job.job().state());
      long step = job.step();
      TimeUnit.MILLISECONDS.sleep(300); // thrice the time in which steps are told of
      assertEquals(step, job.step());

      install();
      job.awaitSteps();
      assertEquals(Job.State.RUNNING, job.job().state());
      assertEquals(List.of(warning), job.told());
    }
  }

  @Test
  public void aJobThatWaitsCanBeStopped() throws Exception {
    Bundle swish = install();
    try (WatchedJob job =
        new WatchedJob(
            graft,
            folder.resolve("run"),
            WatchedJob.model("swish").training("missing_type", "pause"))) {
      job.awaitSteps();
      swish.uninstall();
      job.await(Event.Warning.class, e -> true);
      assertEquals(Job.State.STOPPED, job.end().state());
    }
  }

  @Test
  public void withPolicyFailAJobEndsWithACheckpoint() throws Exception {
    Bundle swish = install();
    try (WatchedJob job =
        new WatchedJob(
            graft,
            folder.resolve("run"),
            WatchedJob.model("swish").training("missing_type", "fail"))) {
      job.awaitSteps();
      swish.uninstall();
      Event.Done done = job.await(Event.Done.class, e -> true);
      assertEquals(Job.State.FAILED, done.state());
      assertTrue(
          done.failure().toString(),
          done.failure().orElseThrow().contains("(&(kind=layer)(type=swish))"));
      Event.Saved saved = job.events(Event.Saved.class).stream().reduce((a, b) -> b).orElseThrow();
      assertEquals(done.steps(), saved.step());
      assertTrue(Files.isDirectory(saved.file()));
      job.end(); // the event comes before the job's own state
      List<Job> jobs = graft.jobs();
      assertEquals(Job.State.FAILED, jobs.get(jobs.size() - 1).state());
    }
  }

  @Test
  public void ofTwoProvidersTheNewerVersionWinsUntilItGoes() throws Exception {
    install();
    Path newer = SwishJars.version(folder.resolve("newer.jar"), "1.5.0");
    Bundle second = context.installBundle(newer.toUri().toString());
    second.start();
    awaitVersion("1.5.0");
    second.uninstall();
    awaitVersion("1.0.0");
    assertEquals(
        1,
        Arrays.stream(context.getBundles())
            .filter(b -> "swish-layer".equals(b.getSymbolicName()))
            .count());
  }
}
