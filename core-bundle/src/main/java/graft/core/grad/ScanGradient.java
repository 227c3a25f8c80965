package graft.core.grad;

import graft.api.DType;
import graft.api.Graph;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.core.graph.Rewriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The gradient of a scan: a scan in the other direction.
 *
 * <p>Idea: the forward scan is repeated with the carries at the start of each time step stacked as
 * further results; the simplifier merges it with the one that is there. The backward scan takes
 * these, computes one time step's body again (random numbers too: they come from the same counters)
 * and goes back through it. It carries the gradients of the carries, and sums those of the
 * constants; it stacks those of the sequences. Memory: the carries of all time steps.
 */
final class ScanGradient {
  private final Tensor node;
  private final Op.Scan scan;
  private final boolean masked;
  private final Map<Tensor, String> origins;

  // Numbers of operands, which are numbers of the body's inputs too.
  private final List<Integer> carries;
  private final List<Integer> sequences;
  private final List<Integer> constants;

  ScanGradient(Tensor node, Op.Scan scan, boolean masked, Map<Tensor, String> origins) {
    this.node = node;
    this.scan = scan;
    this.masked = masked;
    this.origins = origins;
    int first = scan.carries() + scan.sequences();
    carries = range(0, scan.carries());
    sequences = range(scan.carries(), first);
    constants = range(first, node.operands().size());
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  /** The inputs of the backward scan's body that are made here, with what they are bound to. */
  private static final class Arguments {
    final List<Tensor> inputs = new ArrayList<>();
    final List<Tensor> operands = new ArrayList<>();

    Tensor add(String label, TensorType type, Tensor operand) {
      Tensor input = Tensor.input(label, type);
      inputs.add(input);
      operands.add(operand);
      return input;
    }
  }

  /**
   * The gradient of each operand that needs one, by number.
   *
   * @param results number of a result → its gradient; those that are missing have none
   */
  Map<Integer, Tensor> of(Map<Integer, Tensor> results, Predicate<Tensor> needed) {
    Predicate<Integer> floating = i -> node.operands().get(i).dtype().isFloating();
    Predicate<Integer> wanted = floating.and(i -> needed.test(node.operands().get(i)));
    List<Integer> flowing = carries.stream().filter(floating).toList();
    List<Integer> summed = constants.stream().filter(wanted).toList();
    List<Integer> stacked = sequences.stream().filter(wanted).toList();
    List<Tensor> cotangents = new ArrayList<>();
    List<Tensor> sums = new ArrayList<>();
    Arguments arguments = new Arguments();
    for (int i : flowing) {
      Tensor zeros = Tensor.full(type(i), 0);
      Tensor last = results.getOrDefault(i, zeros);
      cotangents.add(arguments.add("dcarry" + i, type(i), last));
    }
    for (int i : summed) {
      sums.add(arguments.add("dconstant" + i, type(i), Tensor.full(type(i), 0)));
    }
    int backCarries = arguments.inputs.size();
    List<Integer> outputs = new ArrayList<>(flowing);
    List<Tensor> forward = new ArrayList<>(states(arguments));
    for (int i : sequences) {
      forward.add(arguments.add("sequence" + i, type(i), node.operands().get(i)));
    }
    for (Map.Entry<Integer, Tensor> result : results.entrySet()) {
      if (result.getKey() >= scan.carries()) {
        TensorType type = scan.body().outputs().get(result.getKey()).type();
        outputs.add(result.getKey());
        cotangents.add(arguments.add("dresult" + result.getKey(), type, result.getValue()));
      }
    }
    int backSequences = arguments.inputs.size() - backCarries;
    for (int i : constants) {
      forward.add(arguments.add("constant" + i, type(i), node.operands().get(i)));
    }
    Tensor time = Tensor.input("time", new TensorType(DType.I64, Shape.SCALAR));
    arguments.inputs.add(time);
    forward.add(time);

    List<Tensor> again = Rewriter.inline(scan.body(), forward, origins);
    List<Integer> order = new ArrayList<>(flowing);
    order.addAll(summed);
    order.addAll(stacked);
    List<Tensor> back =
        new ArrayList<>(
            Gradients.of(
                outputs.stream().map(again::get).toList(),
                cotangents,
                order.stream().map(forward::get).toList(),
                masked,
                origins));
    for (int i = 0; i < sums.size(); i++) {
      back.set(flowing.size() + i, sums.get(i).add(back.get(flowing.size() + i)));
    }
    Op.Scan backward =
        new Op.Scan(
            new Graph(arguments.inputs, back),
            backCarries,
            backSequences,
            scan.length(),
            !scan.reverse());
    Map<Integer, Tensor> gradients = new HashMap<>();
    if (!order.isEmpty()) {
      Tensor whole = Tensor.of(backward, arguments.operands);
      for (int i = 0; i < order.size(); i++) {
        gradients.put(order.get(i), whole.part(i));
      }
    }
    return gradients;
  }

  /** The type of an input of the body. */
  private TensorType type(int input) {
    return scan.body().inputs().get(input).type();
  }

  /** The carries at the start of each time step, as slices of what the forward scan stacks. */
  private List<Tensor> states(Arguments arguments) {
    List<Tensor> outputs = new ArrayList<>(scan.body().outputs());
    int first = outputs.size();
    List<Tensor> states = new ArrayList<>();
    if (!carries.isEmpty()) {
      outputs.addAll(scan.body().inputs().subList(0, scan.carries()));
      Graph body = new Graph(scan.body().inputs(), outputs);
      Op stacking =
          new Op.Scan(body, scan.carries(), scan.sequences(), scan.length(), scan.reverse());
      Tensor forward = Tensor.of(stacking, node.operands());
      for (int i : carries) {
        states.add(arguments.add("carry" + i, type(i), forward.part(first + i)));
      }
    }
    return states;
  }
}
