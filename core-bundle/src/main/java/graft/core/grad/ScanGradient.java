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
 * <p>Idea: the forward scan is repeated with the carries at the start of each time step, and its
 * products, stacked as further results; the simplifier merges it with the one that is there. The
 * backward scan takes these, computes the rest of one time step's body again (random numbers too:
 * they come from the same counters) and goes back through it. It carries the gradients of the
 * carries and stacks those of the sequences. {@link SummedGradient} sums those of the constants,
 * after the scan where it can. Memory: the carries and products of all time steps.
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

  // What the backward scan takes.
  private final Arguments carried = new Arguments();
  private final Arguments sliced = new Arguments();
  private final Arguments fixed = new Arguments();
  private final Tensor time = Tensor.input("time", new TensorType(DType.I64, Shape.SCALAR));

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
  static final class Arguments {
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
    List<Integer> order = new ArrayList<>(flowing);
    order.addAll(summed);
    order.addAll(stacked);
    if (order.isEmpty()) {
      return Map.of();
    }
    List<Tensor> back = back(results, flowing, order);
    List<Tensor> outputs = new ArrayList<>(back.subList(0, flowing.size()));
    List<SummedGradient> sums = new ArrayList<>();
    for (int i = 0; i < summed.size(); i++) {
      Tensor gradient = back.get(flowing.size() + i);
      SummedGradient sum = new SummedGradient(gradient, sliced.inputs, fixed.inputs);
      sums.add(sum);
      sum.carry(carried, "dconstant" + summed.get(i)).ifPresent(outputs::add);
    }
    int backCarries = outputs.size();
    outputs.addAll(back.subList(order.size() - stacked.size(), order.size()));
    sums.forEach(sum -> sum.stack(outputs, backCarries));
    Tensor whole = backward(outputs, backCarries);
    Map<Integer, Tensor> gradients = new HashMap<>();
    for (int i = 0; i < flowing.size(); i++) {
      gradients.put(flowing.get(i), whole.part(i));
    }
    for (int i = 0; i < stacked.size(); i++) {
      gradients.put(stacked.get(i), whole.part(backCarries + i));
    }
    for (int i = 0; i < summed.size(); i++) {
      gradients.put(summed.get(i), sums.get(i).total(whole, sliced, scan.length()));
    }
    return gradients;
  }

  /** One step back: the gradients of the body's inputs {@code order}. */
  private List<Tensor> back(
      Map<Integer, Tensor> results, List<Integer> flowing, List<Integer> order) {
    List<Tensor> cotangents = new ArrayList<>();
    for (int i : flowing) {
      Tensor last = results.getOrDefault(i, Tensor.full(type(i), 0));
      cotangents.add(carried.add("dcarry" + i, type(i), last));
    }
    List<Tensor> products = scan.body().nodes().stream().filter(ScanGradient::isProduct).toList();
    List<Tensor> all = new ArrayList<>(scan.body().outputs());
    final int first = all.size();
    all.addAll(scan.body().inputs().subList(0, scan.carries()));
    all.addAll(products);
    List<Tensor> forward = new ArrayList<>();
    if (all.size() > first) {
      Tensor again = scan(new Graph(scan.body().inputs(), all));
      for (int i : carries) {
        forward.add(sliced.add("carry" + i, type(i), again.part(first + i)));
      }
      for (int i = 0; i < products.size(); i++) {
        TensorType type = products.get(i).type();
        sliced.add("product" + i, type, again.part(first + scan.carries() + i));
      }
    }
    sequences.forEach(
        i -> forward.add(sliced.add("sequence" + i, type(i), node.operands().get(i))));
    List<Integer> outputs = new ArrayList<>(flowing);
    results.forEach(
        (result, gradient) -> {
          if (result >= scan.carries()) {
            TensorType type = scan.body().outputs().get(result).type();
            outputs.add(result);
            cotangents.add(sliced.add("dresult" + result, type, gradient));
          }
        });
    constants.forEach(i -> forward.add(fixed.add("constant" + i, type(i), node.operands().get(i))));
    forward.add(time);

    List<Tensor> step = Rewriter.inline(new Graph(scan.body().inputs(), all), forward, origins);
    List<Tensor> gradients =
        Gradients.of(
            outputs.stream().map(step::get).toList(),
            cotangents,
            order.stream().map(forward::get).toList(),
            masked,
            origins);
    // Only now, as gradients flow through the products.
    Rewriter rewriter = new Rewriter(origins);
    for (int i = 0; i < products.size(); i++) {
      rewriter.replace(step.get(first + carries.size() + i), sliced.inputs.get(carries.size() + i));
    }
    return rewriter.rewrite(gradients);
  }

  /** What is dearer to compute again than to keep. */
  private static boolean isProduct(Tensor node) {
    return node.op() instanceof Op.MatMul
        || node.op() instanceof Op.Conv
        || node.op() instanceof Op.ConvInput
        || node.op() instanceof Op.ConvKernel
        || node.op() instanceof Op.Part;
  }

  /** The forward scan with further results. */
  private Tensor scan(Graph body) {
    Op op = new Op.Scan(body, scan.carries(), scan.sequences(), scan.length(), scan.reverse());
    return Tensor.of(op, node.operands());
  }

  private Tensor backward(List<Tensor> outputs, int backCarries) {
    List<Tensor> inputs = new ArrayList<>(carried.inputs);
    inputs.addAll(sliced.inputs);
    inputs.addAll(fixed.inputs);
    inputs.add(time);
    List<Tensor> operands = new ArrayList<>(carried.operands);
    operands.addAll(sliced.operands);
    operands.addAll(fixed.operands);
    Graph body = new Graph(inputs, outputs);
    int slices = sliced.inputs.size();
    return Tensor.of(
        new Op.Scan(body, backCarries, slices, scan.length(), !scan.reverse()), operands);
  }

  /** The type of an input of the body. */
  private TensorType type(int input) {
    return scan.body().inputs().get(input).type();
  }
}
