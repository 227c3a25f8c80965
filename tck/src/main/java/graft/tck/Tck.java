package graft.tck;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Kind;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.TensorType;
import graft.api.accel.Accelerator;
import graft.api.data.Batch;
import graft.api.data.Transform;
import graft.api.run.Graft;
import graft.api.run.Lab;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The test kit: one call proves a plug-in, on a plain class path with what lies there.
 *
 * <pre>{@code
 * @Test void keepsTheContract() {
 *   Tck.layer(Spec.of("bottleneck").with("units", 3), Tck.f32(6));
 * }
 * }</pre>
 *
 * <p>Each call throws an {@link AssertionError} that lists every check and what was wrong.
 */
public final class Tck {
  /** How many random graphs prove an accelerator. */
  public static final int GRAPHS = 1000;

  /** Made once, at the first use: scanning a class path takes a while. */
  private static final class Shared {
    static final Graft GRAFT = Graft.create(Tck.class.getClassLoader());
  }

  private Tck() {}

  /** Checks of installed types in a running system. */
  public static Checks of(Graft graft) {
    return new Checks(graft);
  }

  // ---- types of inputs

  /** (batch, sizes…) of f32, the batch open. */
  public static TensorType f32(int... sizes) {
    return batch(DType.F32, sizes);
  }

  /** (batch, sizes…) of i32, the batch open. */
  public static TensorType i32(int... sizes) {
    return batch(DType.I32, sizes);
  }

  private static TensorType batch(DType dtype, int... sizes) {
    return new TensorType(dtype, Shape.of(sizes).prepend(Dim.open("batch")));
  }

  // ---- proofs

  /**
   * Proves a layer or block: shapes for any batch size, gradients to inputs and parameters against
   * central differences, independent examples, the same bits for a seed, agreement of every
   * installed accelerator with the reference interpreter, refusal of unknown fields; each in
   * training and in prediction.
   */
  public static void layer(Spec spec, TensorType... inputs) {
    layer(spec, EnumSet.noneOf(Trait.class), inputs);
  }

  /** Proves a layer that has traits which most must not have. */
  public static void layer(Spec spec, Set<Trait> traits, TensorType... inputs) {
    Proof proof = new Proof("layer " + spec);
    new LayerProof(lab(), spec, traits, Arrays.asList(inputs), Map.of()).run(proof);
    proof.verdict();
  }

  /**
   * Proves a layer as {@link #layer} does, with a mask (batch, time) on each input, and that it
   * honours them: what is masked changes neither an output that counts nor a gradient, and has
   * exactly zero gradient itself.
   */
  public static void maskedLayer(Spec spec, TensorType... inputs) {
    Proof proof = new Proof("masked layer " + spec);
    Map<Integer, TensorType> masks = new LinkedHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].shape().rank() > 1) {
        masks.put(i, new TensorType(DType.BOOL, inputs[i].shape().part(0, 2)));
      }
    }
    Set<Trait> none = EnumSet.noneOf(Trait.class);
    new LayerProof(lab(), spec, none, Arrays.asList(inputs), masks).run(proof);
    proof.verdict();
  }

  /** Proves an activation for an input type. */
  public static void activation(Spec spec, TensorType input) {
    function(Kind.ACTIVATION, spec, input);
  }

  /** Proves an activation that has traits which most must not have. */
  public static void activation(Spec spec, Set<Trait> traits, TensorType input) {
    function(Kind.ACTIVATION, spec, traits, input);
  }

  /** Proves a loss for types of prediction and target. */
  public static void loss(Spec spec, TensorType prediction, TensorType target) {
    function(Kind.LOSS, spec, prediction, target);
  }

  /** Proves a metric for types of prediction and target. */
  public static void metric(Spec spec, TensorType prediction, TensorType target) {
    Proof proof = new Proof("metric " + spec);
    new MetricProof(lab(), spec, prediction, target).run(proof);
    proof.verdict();
  }

  /** Proves an optimizer: it descends, stays finite, repeats itself, agrees everywhere. */
  public static void optimizer(Spec spec) {
    Proof proof = new Proof("optimizer " + spec);
    new OptimizerProof(lab(), spec).run(proof);
    proof.verdict();
  }

  public static void schedule(Spec spec) {
    function(Kind.SCHEDULE, spec, new TensorType(DType.F32, Shape.SCALAR));
  }

  /** Proves an initializer for the type of a parameter. */
  public static void initializer(Spec spec, TensorType param) {
    function(Kind.INITIALIZER, spec, param);
  }

  /** Proves a regularizer for the type of a parameter. */
  public static void regularizer(Spec spec, TensorType param) {
    function(Kind.REGULARIZER, spec, param);
  }

  /** Proves a constraint for the type of a parameter. */
  public static void constraint(Spec spec, TensorType param) {
    function(Kind.CONSTRAINT, spec, param);
  }

  /** Proves a data source: it reads, and reads the same again. */
  public static void source(Spec spec) {
    Proof proof = new Proof("source " + spec);
    DataProof.source(proof, lab(), spec);
    proof.verdict();
  }

  /** Proves a transform on examples. */
  public static <C> void transform(Transform<C> transform, C config, Batch examples) {
    Proof proof = new Proof("transform " + transform.getClass().getSimpleName() + " " + config);
    new TransformProof<>(transform, config, examples).prove(proof);
    proof.verdict();
  }

  /** Proves an installed accelerator by its type name; as {@link #accelerator(Accelerator)}. */
  public static void accelerator(String type) {
    accelerator(lab().accelerator(type));
  }

  /**
   * Proves an accelerator against the reference interpreter that rounds: every operation over
   * random shapes, 1,000 random graphs, the same bits for any number of threads.
   */
  public static void accelerator(Accelerator accelerator) {
    accelerator(accelerator, 0, GRAPHS);
  }

  /** The same with {@code graphs} random graphs of the seeds from {@code seed}. */
  public static void accelerator(Accelerator accelerator, long seed, int graphs) {
    Proof proof = new Proof("accelerator " + accelerator.description());
    new AcceleratorProof(lab(), accelerator, seed, graphs).run(proof);
    proof.verdict();
  }

  /** Tracing, gradients and the interpreter, for value tests of one's own. */
  public static Lab lab() {
    return Shared.GRAFT.lab();
  }

  private static void function(Kind kind, Spec spec, TensorType... inputs) {
    function(kind, spec, EnumSet.noneOf(Trait.class), inputs);
  }

  private static void function(Kind kind, Spec spec, Set<Trait> traits, TensorType... inputs) {
    Proof proof = new Proof(kind.text() + " " + spec);
    new FunctionProof(lab(), kind, spec, traits, Arrays.asList(inputs)).run(proof);
    proof.verdict();
  }
}
