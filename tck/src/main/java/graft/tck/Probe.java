package graft.tck;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Graph;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.run.Lab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Values of plug-ins for given arrays, by the reference interpreter: for tests of known values. */
public final class Probe {
  private static final long SEED = 1;

  private Probe() {}

  /**
   * What an activation, loss, regularizer, constraint or schedule makes of its inputs. The first
   * axis of activations' and losses' inputs is the batch.
   */
  public static NdArray value(Kind kind, Spec spec, NdArray... inputs) {
    Graph graph = function(kind, spec, inputs);
    return run(graph, named(graph, inputs)).get(0);
  }

  /** The gradient of the sum of such a function's values to its first input. */
  public static NdArray gradient(Kind kind, Spec spec, NdArray... inputs) {
    Graph graph = function(kind, spec, inputs);
    List<Tensor> gradients =
        Tck.lab().gradients(graph.outputs().get(0), graph.inputs().subList(0, 1));
    return run(Rewrite.graphOf(gradients), named(graph, inputs)).get(0);
  }

  /** An initializer's values for a parameter of this shape. */
  public static NdArray initial(Spec spec, int... shape) {
    TensorType type = new TensorType(DType.F32, Shape.of(shape));
    return run(Tck.lab().function(Kind.INITIALIZER, spec, List.of(type), SEED), Map.of()).get(0);
  }

  /**
   * A layer's output {@code y} (of several {@code y0, y1 …}) and the next values of the states that
   * it updates.
   *
   * <p>Of an output with a mask, {@code mask0, mask1 …} is that mask.
   *
   * @param given values of parameters and states by name, those of inner layers also by their path
   *     within the layer, {@code dense_1/kernel}; the others are as initialised; and the masks of
   *     inputs, {@code mask0, mask1 …}
   */
  public static Map<String, NdArray> layer(
      Spec spec, boolean training, Map<String, NdArray> given, NdArray... inputs) {
    List<TensorType> types = Arrays.stream(inputs).map(Probe::batched).toList();
    Map<Integer, TensorType> masks = new LinkedHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      if (given.containsKey("mask" + i)) {
        masks.put(i, batched(Objects.requireNonNull(given.get("mask" + i))));
      }
    }
    Lab.Traced traced = Tck.lab().layer(spec, types, masks, training, DType.F32, SEED);
    Map<String, NdArray> all = new LinkedHashMap<>(traced.values());
    for (Tensor input : traced.graph().inputs()) {
      String label = label(input);
      String path = label.substring(label.indexOf('/') + 1);
      String name = label.substring(label.lastIndexOf('/') + 1);
      if (given.containsKey(path) || given.containsKey(name)) {
        all.put(label, Objects.requireNonNull(given.getOrDefault(path, given.get(name))));
      } else if (label.matches("x\\d+")) {
        all.put(label, inputs[Integer.parseInt(label.substring(1))]);
      } else if (!all.containsKey(label)) {
        NdArray counter = NdArray.zeros(input.dtype(), sizes(input, inputs));
        for (int i = 0; i < counter.size(); i++) {
          counter.set(i, i);
        }
        all.put(label, counter);
      }
    }
    List<Tensor> outputs = new ArrayList<>(traced.graph().outputs());
    List<Integer> masked = traced.masks().keySet().stream().sorted().toList();
    masked.forEach(i -> outputs.add(traced.masks().get(i)));
    List<NdArray> values = run(Rewrite.graphOf(outputs), all);
    Map<String, NdArray> results = new LinkedHashMap<>();
    for (int i = 0; i < traced.ys(); i++) {
      results.put(traced.ys() == 1 ? "y" : "y" + i, values.get(i));
    }
    for (int i = 0; i < traced.updated().size(); i++) {
      String path = traced.updated().get(i);
      results.put(path.substring(path.lastIndexOf('/') + 1), values.get(traced.ys() + i));
    }
    for (int i = 0; i < masked.size(); i++) {
      results.put("mask" + masked.get(i), values.get(traced.graph().outputs().size() + i));
    }
    return results;
  }

  private static Graph function(Kind kind, Spec spec, NdArray... inputs) {
    boolean batched = kind == Kind.ACTIVATION || kind == Kind.LOSS;
    List<TensorType> types = new ArrayList<>();
    for (NdArray input : inputs) {
      types.add(batched ? batched(input) : new TensorType(input.dtype(), Shape.of(input.shape())));
    }
    return Tck.lab().function(kind, spec, types, SEED);
  }

  private static Map<String, NdArray> named(Graph graph, NdArray... inputs) {
    Map<String, NdArray> named = new LinkedHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      named.put(label(graph.inputs().get(i)), inputs[i]);
    }
    return named;
  }

  private static List<NdArray> run(Graph graph, Map<String, NdArray> inputs) {
    Lab lab = Tck.lab();
    return lab.run(lab.lower(graph), inputs, lab.reference(true));
  }

  private static TensorType batched(NdArray array) {
    Shape shape = Shape.of(array.shape());
    return new TensorType(array.dtype(), shape.with(0, Dim.open("batch")));
  }

  private static int[] sizes(Tensor input, NdArray... inputs) {
    return Values.sizes(input.shape(), Map.of("batch", inputs[0].shape()[0]));
  }

  private static String label(Tensor input) {
    return ((Op.Input) input.op()).label();
  }
}
