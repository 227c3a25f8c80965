package graft.api.run;

import graft.api.DType;
import graft.api.Graph;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.accel.Accelerator;
import graft.api.accel.Program;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The pipeline's stages one by one: for test kits, tools, and the curious. */
@ProviderType
public interface Lab {
  /**
   * A traced layer.
   *
   * @param graph inputs: {@code x0, x1 …}, then parameters and state by name, then the counters;
   *     outputs: {@code ys}, then the next values of {@code updated} in order, then added losses
   * @param values initial values of parameters and state, by input name
   * @param parameters the names of those that are trained
   * @param updated the names of the states that the layer updates
   * @param masks number of an output → its mask, in terms of the graph's inputs
   */
  record Traced(
      Graph graph,
      int ys,
      Map<String, NdArray> values,
      List<String> parameters,
      List<String> updated,
      Map<Integer, Tensor> masks) {
    public Traced {
      masks = Map.copyOf(masks);
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      parameters = List.copyOf(parameters);
      updated = List.copyOf(updated);
    }
  }

  /**
   * What a training step costs.
   *
   * @param kernels of its program
   * @param arena bytes of memory for temporaries
   * @param sum bytes that the temporaries would take one beside the other
   * @param allocated bytes of Java heap that the step and its workers allocated, in all steps
   * @param millis a step's time, the mean
   */
  record StepFigures(int kernels, long arena, long sum, long allocated, double millis) {}

  /**
   * Measures the training step of a model on one batch of its data, after some steps to get warm.
   *
   * @param threads how many may compute; 0 for all
   */
  StepFigures step(RunSpec spec, Accelerator accelerator, int threads, int warm, int steps);

  /** Traces a layer (or block) alone. */
  default Traced layer(
      Spec spec, List<TensorType> inputs, boolean training, DType dtype, long seed) {
    return layer(spec, inputs, Map.of(), training, dtype, seed);
  }

  /**
   * The same with masked inputs.
   *
   * @param masks number of an input → type of its mask, bool (batch, time …), which is the graph's
   *     input {@code mask0, mask1 …}
   */
  Traced layer(
      Spec spec,
      List<TensorType> inputs,
      Map<Integer, TensorType> masks,
      boolean training,
      DType dtype,
      long seed);

  /**
   * Traces a small function: ACTIVATION, CONSTRAINT, REGULARIZER (one input), LOSS (prediction,
   * target), SCHEDULE (step), INITIALIZER (no input, the type is that of the result).
   */
  Graph function(Kind kind, Spec spec, List<TensorType> inputs, long seed);

  /**
   * Runs an optimizer on one parameter for as many steps as there are gradients; returns the
   * parameter after each.
   */
  List<NdArray> optimize(
      Spec spec, NdArray param, List<NdArray> gradients, Accelerator accelerator);

  /** Feeds batches of (prediction, target, weight) to a metric and returns its result. */
  NdArray measure(Spec spec, List<List<NdArray>> batches, Accelerator accelerator);

  /** Reads all examples of a source: one array for each column, the first axis the examples. */
  Map<String, NdArray> read(Spec source, int limit);

  /** The gradients of the sum of all elements of {@code output} to some tensors of its graph. */
  List<Tensor> gradients(Tensor output, List<Tensor> to);

  /** Simplified, fused and planned; ports are the input labels and {@code out0, out1 …}. */
  Program compile(Graph graph);

  /** The same without simplification and fusion: each operation a kernel. */
  Program lower(Graph graph);

  /** Runs a program once; inputs by label; sizes of open axes are taken from the inputs. */
  List<NdArray> run(Program program, Map<String, NdArray> inputs, Accelerator accelerator);

  /** The reference interpreter: in double precision, or rounding to each operation's dtype. */
  Accelerator reference(boolean rounding);

  /** An installed accelerator by type name. */
  Accelerator accelerator(String type);

  /** The names of the installed accelerators, best first. */
  List<String> accelerators();
}
