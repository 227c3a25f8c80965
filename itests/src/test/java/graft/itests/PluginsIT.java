package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import graft.api.GraftException;
import graft.api.Initializer;
import graft.api.Kind;
import graft.api.Layer;
import graft.api.Loss;
import graft.api.NoConfig;
import graft.api.Schedule;
import graft.api.Spec;
import graft.api.data.DataSource;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.api.run.Callback;
import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.ModelBuilder;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWiring;

/** Plug-ins of every kind that change, go, or misbehave, beside a job that has none of them. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PluginsIT {
  /** Of some twenty updates each. */
  private static final int ROUNDS = Boolean.getBoolean("graft.long") ? 50 : 5;

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();
  @Inject private BundleContext context;
  @Inject private Graft graft;
  private final List<ServiceRegistration<?>> registered = new ArrayList<>();
  private Path folder;
  private WatchedJob bystander;

  @Configuration
  public Option[] configuration() {
    return new Option[] {Distribution.inFramework()};
  }

  @Before
  public void begin() throws InterruptedException {
    folder = temporary.getRoot().toPath();
    bystander = new WatchedJob(graft, folder.resolve("bystander"), WatchedJob.model("flatten"));
    bystander.awaitSteps();
  }

  @After
  public void end() throws Exception {
    try {
      endBystander();
    } finally {
      bystander.close();
      registered.forEach(ServiceRegistration::unregister);
      for (Bundle bundle : context.getBundles()) {
        if ("all-kinds".equals(bundle.getSymbolicName())) {
          bundle.uninstall();
        }
      }
    }
  }

  private void endBystander() throws InterruptedException {
    if (bystander.job().state() != Job.State.STOPPED) {
      bystander.awaitSteps();
      assertEquals("what another job was told", List.of(), bystander.told());
      assertEquals(Job.State.STOPPED, bystander.end().state());
    }
  }

  /** A model that uses a plug-in of each kind. */
  private static RunSpec model(long steps) {
    return ModelBuilder.sequential()
        .layer(
            Spec.of("dense")
                .with("units", 4)
                .with("name", "first")
                .with("activation", "all_activation")
                .with("kernel_initializer", "all_initializer")
                .with("kernel_regularizer", "all_regularizer")
                .with("kernel_constraint", "all_constraint"))
        .layer(Spec.of("all_layer").with("name", "middle"))
        .layer(Spec.of("dense").with("units", 1).with("name", "last"))
        .loss("all_loss")
        .training("optimizer", "all_optimizer")
        .training("schedule", "all_schedule")
        .training("callbacks", List.of("all_callback"))
        .training("batch", 32L)
        .metrics("all_metric")
        .source(Spec.of("all_source"))
        .data("transforms", List.of("all_transform"))
        .training("epochs", 1_000_000_000L)
        .training("steps", steps)
        .build();
  }

  private Bundle install(Path jar) throws BundleException {
    Bundle bundle = context.installBundle(jar.toUri().toString());
    bundle.start();
    return bundle;
  }

  private static void update(Bundle bundle, Path jar) throws Exception {
    try (InputStream in = Files.newInputStream(jar)) {
      bundle.update(in);
    }
  }

  @Test
  public void everyKindIsUpdatedAgainAndAgainUnderATraining() throws Exception {
    AllKinds kinds = new AllKinds();
    Path[] two = {
      kinds.write(folder.resolve("a.jar"), "1.0.0", 1),
      kinds.write(folder.resolve("b.jar"), "1.0.1", 0.75)
    };
    Bundle bundle = install(two[0]);
    try (WatchedJob job = new WatchedJob(graft, folder.resolve("run"), model(1_000_000_000L))) {
      job.awaitSteps();
      for (int round = 1; round <= ROUNDS; round++) {
        for (int i = 0; i < 20; i++) {
          update(bundle, two[i % 2]);
        }
        // One that was not there before must be taken in, however many came between.
        int swaps = job.events(Event.Swapped.class).size();
        update(bundle, kinds.write(folder.resolve("c.jar"), "1.1." + round, 1 + 0.01 * round));
        job.await(Event.Swapped.class, e -> job.events(Event.Swapped.class).size() > swaps);
      }
      job.awaitSteps();
      assertEquals(Job.State.RUNNING, job.job().state());
      assertEquals(List.of(), job.events(Event.Refused.class));
      Event.Done done = job.end();
      assertEquals(done.toString(), Job.State.STOPPED, done.state());
      assertTrue(done.toString(), Double.isFinite(done.training().orElseThrow().loss()));
    }
  }

  @Test
  public void ofNoKindAClassLoaderStays() throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    Path jar = new AllKinds().write(folder.resolve("a.jar"), "1.0.0", 1);
    for (int i = 0; i < 6; i++) {
      Bundle bundle = install(jar);
      loaders.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
      Path run = folder.resolve("run-" + i);
      RunSpec spec = model(i % 2 == 0 ? 1_000_000_000L : 3L);
      try (WatchedJob job = new WatchedJob(graft, run, spec)) {
        if (i % 2 == 0) {
          job.awaitSteps();
          bundle.uninstall();
          // With the program and the mappers that it has.
          job.await(Event.Warning.class, e -> e.text().contains("'all_layer' is uninstalled"));
          job.awaitSteps();
          assertEquals(Job.State.STOPPED, job.end().state());
        } else {
          assertEquals(Job.State.FINISHED, job.job().await().state());
          graft.evaluate(run, Spec.of("all_source"), TrainOptions.defaults());
          bundle.uninstall();
        }
      }
    }
    // Compiled code that a thread is in keeps what it has inlined, another job's mapper as well.
    endBystander();
    for (int i = 0; i < 50 && loaders.stream().anyMatch(l -> !l.refersTo(null)); i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertEquals(List.of(), loaders.stream().filter(l -> !l.refersTo(null)).toList());
  }

  private <S> void register(Kind kind, Class<S> type, S plugin) {
    Hashtable<String, Object> properties = new Hashtable<>(Map.of(kind.property(), "bad"));
    registered.add(context.registerService(type, plugin, properties));
  }

  private static IllegalStateException broken() {
    return new IllegalStateException("out of\norder");
  }

  private static final class BadLayer implements Layer<NoConfig> {
    @Override
    public graft.api.Tensor apply(NoConfig c, graft.api.Tensor x, graft.api.Scope scope) {
      throw broken();
    }
  }

  private static final class BadInitializer implements Initializer<NoConfig> {
    @Override
    public graft.api.Tensor apply(NoConfig c, graft.api.TensorType type, graft.api.Randoms random) {
      throw broken();
    }
  }

  private static final class BadSchedule implements Schedule<NoConfig> {
    @Override
    public graft.api.Tensor apply(NoConfig c, graft.api.Tensor step) {
      throw broken();
    }
  }

  private static final class BadLoss implements Loss<NoConfig> {
    @Override
    public graft.api.Tensor apply(
        NoConfig c, graft.api.Tensor prediction, graft.api.Tensor target) {
      throw broken();
    }
  }

  private static final class BadCallback implements Callback<NoConfig> {
    @Override
    public Session open(NoConfig c) {
      throw broken();
    }
  }

  private static final class BadSource implements DataSource<NoConfig> {
    @Override
    public graft.api.data.Dataset open(NoConfig c) {
      throw broken();
    }
  }

  /** Works until {@code rows} rows have gone through it, then waits for {@code end}. */
  private static final class BadTransform implements Transform<NoConfig> {
    final int rows;
    final CountDownLatch waits = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);

    BadTransform(int rows) {
      this.rows = rows;
    }

    @Override
    public Schema schema(NoConfig c, Schema schema) {
      if (rows == 0) {
        throw broken();
      }
      return schema;
    }

    @Override
    public Mapper mapper(NoConfig c, Schema schema, Map<String, Object> statistics) {
      return new Mapper() {
        private int seen;

        @Override
        public void apply(Row from, Row to, java.util.random.RandomGenerator random) {
          while (seen == rows && end.getCount() > 0) {
            waits.countDown();
          }
          seen++;
          for (int i = 0; i < 6; i++) {
            to.set(0, i, from.get(0, i));
          }
          to.set(1, 0, from.get(1, 0));
        }
      };
    }
  }

  @Test
  public void whoThrowsIsNamedWithItsBundleInOneLine() {
    register(Kind.LAYER, Layer.class, new BadLayer());
    register(Kind.INITIALIZER, Initializer.class, new BadInitializer());
    register(Kind.SCHEDULE, Schedule.class, new BadSchedule());
    register(Kind.LOSS, Loss.class, new BadLoss());
    register(Kind.CALLBACK, Callback.class, new BadCallback());
    register(Kind.SOURCE, DataSource.class, new BadSource());
    register(Kind.TRANSFORM, Transform.class, new BadTransform(0));
    String bundle = context.getBundle().getSymbolicName() + " " + context.getBundle().getVersion();
    ModelBuilder good = WatchedJob.model("flatten");
    Map<String, RunSpec> specs = new LinkedHashMap<>();
    specs.put("layer", WatchedJob.model("bad").build());
    specs.put("initializer", good.build().with("model.layers.first.bias_initializer", "bad"));
    specs.put("schedule", good.build().with("training.schedule", "bad"));
    specs.put("loss", good.build().with("training.loss", "bad"));
    specs.put("callback", good.build().with("training.callbacks", List.of("bad")));
    specs.put("source", good.build().with("data.source", "bad"));
    specs.put("transform", good.build().with("data.transforms", List.of("bad")));
    specs.forEach(
        (kind, spec) -> {
          Path run = folder.resolve(kind);
          TrainOptions options = TrainOptions.defaults().out(run);
          GraftException e =
              assertThrows(kind, GraftException.class, () -> graft.train(spec, options));
          String expected = kind + " 'bad' of " + bundle + " failed with java.lang.IllegalState";
          assertTrue(e.getMessage(), e.getMessage().contains(expected));
          assertEquals(e.getMessage(), 1, e.getMessage().lines().count());
          assertTrue("no run is left", Files.notExists(run));
        });
  }

  @Test
  public void aRowThatIsNeverReadyKeepsNoJobFromItsEnd() throws Exception {
    BadTransform endless = new BadTransform(100);
    register(Kind.TRANSFORM, Transform.class, endless);
    RunSpec spec = WatchedJob.model("flatten").data("transforms", List.of("bad")).build();
    Job job = graft.train(spec, TrainOptions.defaults().out(folder.resolve("run")));
    try {
      endless.waits.await();
      bystander.awaitSteps();
      job.stop();
      assertEquals(Job.State.STOPPED, job.await().state());
    } finally {
      endless.end.countDown();
    }
  }
}
