package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import graft.api.DType;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.ModelBuilder;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import graft.api.run.TypeInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The whole catalogue from its jars, without OSGi. */
public class PlainClassPathIT {
  private static final Pattern CAPABILITY =
      Pattern.compile("graft\\.type;kind=\"?(\\w+)\"?;type=\"?(\\w+)");
  private static final int EXAMPLES = 12;

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();
  private ClassPathGraft classPath;
  private Graft graft;

  @Before
  public void create() {
    classPath = new ClassPathGraft();
    graft = classPath.graft();
  }

  @After
  public void close() throws Exception {
    classPath.close();
  }

  @Test
  public void allTypesThatTheJarsAnnounceAreFound() throws Exception {
    Set<String> announced = new TreeSet<>(Set.of("source memory")); // the core's own
    for (Path path : ClassPathGraft.jars()) {
      try (JarFile jar = new JarFile(path.toFile())) {
        String provides = jar.getManifest().getMainAttributes().getValue("Provide-Capability");
        Matcher matcher = CAPABILITY.matcher(provides == null ? "" : provides);
        while (matcher.find()) {
          announced.add(matcher.group(1) + " " + matcher.group(2));
        }
      }
    }
    assertTrue(announced.toString(), announced.contains("layer dense"));
    assertTrue(announced.toString(), announced.contains("accelerator cpu"));
    assertEquals(
        announced,
        graft.types().stream()
            .map(type -> type.kind().text() + " " + type.type())
            .collect(Collectors.toCollection(TreeSet::new)));
    for (TypeInfo type : graft.types()) {
      assertSame(type);
    }
  }

  private void assertSame(TypeInfo type) {
    assertEquals(type, graft.describe(type.kind(), type.type()));
  }

  private List<TypeInfo> types(Kind kind) {
    return graft.types().stream().filter(type -> type.kind() == kind).toList();
  }

  /** What fits no example unless it is told how. */
  private static final Map<String, Spec> TOLD =
      Map.of(
          "bidirectional",
          Spec.of("bidirectional").with("layer", Spec.of("lstm").with("units", 2L)),
          "group_normalization",
          Spec.of("group_normalization").with("groups", 2L),
          "permute",
          Spec.of("permute").with("dims", List.of(2L, 1L)),
          "position_embedding",
          Spec.of("position_embedding").with("max_length", 6L),
          "reshape",
          Spec.of("reshape").with("target_shape", List.of(2L, 12L)),
          "residual",
          Spec.of("residual")
              .with(
                  "layers", List.of(java.util.Map.of("type", "activation", "activation", "tanh"))),
          "rnn",
          Spec.of("rnn").with("cell", Spec.of("gru_cell").with("units", 2L)),
          "time_distributed",
          Spec.of("time_distributed").with("layer", Spec.of("dense").with("units", 2L)));

  /**
   * All but {@code exclude_seen}, whose three inputs differ: a graph's, tested by its own bundle.
   */
  private List<TypeInfo> withoutGraphLayers() {
    return types(Kind.LAYER).stream().filter(t -> !t.type().equals("exclude_seen")).toList();
  }

  /** A type with something for each field that must be given. */
  private Spec spec(TypeInfo type) {
    if (type.kind() == Kind.LAYER && TOLD.containsKey(type.type())) {
      return TOLD.get(type.type());
    }
    Spec spec = Spec.of(type.type());
    for (TypeInfo.Field field : type.fields()) {
      if (field.defaultValue().isEmpty()) {
        Optional<Kind> kind = Kind.of(field.name()).filter(k -> field.type().equals("spec"));
        Object value = field.type().equals("float") ? (Object) 0.5 : (Object) 2L;
        spec =
            spec.with(field.name(), kind.map(k -> (Object) types(k).get(0).type()).orElse(value));
      }
    }
    return spec;
  }

  /** Examples of a shape; whole numbers are 0 and 1. */
  private static ArrayDataset data(DType dtype, List<Integer> shape) {
    Column x = new Column("x", Column.Role.FEATURE, dtype, shape, List.of());
    Column y = new Column("y", Column.Role.TARGET, DType.F32, List.of(), List.of());
    int[] whole = new int[shape.size() + 1];
    whole[0] = EXAMPLES;
    for (int i = 0; i < shape.size(); i++) {
      whole[i + 1] = shape.get(i);
    }
    Object features = NdArray.allocate(dtype, EXAMPLES * x.elements());
    float[] targets = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES * x.elements(); i++) {
      if (features instanceof float[] floats) {
        floats[i] = (i * 7 % 19) / 10f; // as whole numbers 0 and 1 too
      } else {
        ((int[]) features)[i] = i % 2;
      }
      targets[i / x.elements()] = i % 3;
    }
    return new ArrayDataset(
        new Schema(List.of(x, y)),
        List.of(new NdArray(features, whole), new NdArray(targets, EXAMPLES)));
  }

  private Event.Done train(RunSpec spec) throws InterruptedException {
    Path out = temporary.getRoot().toPath().resolve("run-" + System.nanoTime());
    return graft.train(spec, TrainOptions.defaults().out(out)).await();
  }

  private static ModelBuilder model(
      Spec layer, String dtype, List<Integer> shape, String... inputs) {
    return ModelBuilder.graph()
        .input("x", dtype, shape.stream().mapToInt(i -> i).toArray())
        .layer("it", layer, inputs)
        .layer("flat", Spec.of("flatten"), "it")
        .layer("out", Spec.of("dense").with("units", 1L), "flat")
        .outputs("out")
        .loss("mean_squared_error")
        .optimizer("sgd")
        .metrics("mean_squared_error")
        .training("batch", 5L)
        .training("epochs", 2L)
        .source(Spec.of("memory").with("name", "examples"));
  }

  private static void assertTrained(String what, Event.Done done) {
    assertEquals(what + ": " + done, Job.State.FINISHED, done.state());
    assertEquals(what, 6, done.steps()); // 12 examples in batches of 5, 5, 2, twice
    assertTrue(what, Double.isFinite(done.training().orElseThrow().loss()));
  }

  @Test
  public void everyLayerTrains() throws Exception {
    for (TypeInfo layer : withoutGraphLayers()) {
      List<String> faults = new ArrayList<>();
      Optional<Event.Done> done = Optional.empty();
      // Whatever of an image, a sequence, a vector, and ids the layer takes, once or twice.
      for (List<Integer> shape : List.of(List.of(8, 8, 2), List.of(6, 4), List.of(6), List.of(3))) {
        DType dtype = shape.equals(List.of(3)) ? DType.I32 : DType.F32;
        for (String[] inputs : new String[][] {{"x"}, {"x", "x"}}) {
          if (done.isEmpty()) {
            AutoCloseable examples = graft.provide("examples", data(dtype, shape));
            try {
              RunSpec spec = model(spec(layer), dtype.text(), shape, inputs).build();
              done = Optional.of(train(spec));
            } catch (GraftException e) {
              faults.add(e.getMessage());
            } finally {
              examples.close();
            }
          }
        }
      }
      assertTrue(layer.type() + ": " + faults, done.isPresent());
      assertTrained(layer.type(), done.get());
    }
  }

  @Test
  public void everyOptimizerInitializerRegularizerConstraintAndActivationTrains() throws Exception {
    List<Integer> shape = List.of(6);
    Spec dense = Spec.of("dense").with("units", 4L);
    AutoCloseable examples = graft.provide("examples", data(DType.F32, shape));
    for (TypeInfo type : types(Kind.OPTIMIZER)) {
      RunSpec spec = model(dense, "f32", shape, "x").optimizer(type.type()).build();
      assertTrained(type.type(), train(spec));
    }
    for (Kind kind : List.of(Kind.INITIALIZER, Kind.REGULARIZER, Kind.CONSTRAINT)) {
      for (TypeInfo type : types(kind)) {
        Spec layer = dense.with("kernel_" + kind.text(), type.type());
        assertTrained(type.type(), train(model(layer, "f32", shape, "x").build()));
      }
    }
    for (TypeInfo type : types(Kind.ACTIVATION)) {
      if (type.type().equals("glu")) {
        continue; // halves its last axis, so it is for the layer activation only
      }
      Spec layer = dense.with("activation", spec(type));
      assertTrained(type.type(), train(model(layer, "f32", shape, "x").build()));
    }
    examples.close();
  }

  @Test
  public void closingEndsItsThreads() throws Exception {
    List<Integer> shape = List.of(6);
    AutoCloseable examples = graft.provide("examples", data(DType.F32, shape));
    Spec dense = Spec.of("dense").with("units", 4L);
    Job job =
        graft.train(
            model(dense, "f32", shape, "x").training("epochs", 1_000_000_000L).build(),
            TrainOptions.defaults().out(temporary.getRoot().toPath().resolve("run")));

    graft.close();

    assertEquals(Job.State.STOPPED, job.state());
    examples.close();
    List<String> alive = List.of("?");
    for (int i = 0; i < 500 && !alive.isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
      alive =
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(name -> name.startsWith("graft-"))
              .toList();
    }
    assertEquals(List.of(), alive);
  }
}
