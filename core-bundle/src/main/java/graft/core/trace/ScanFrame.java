package graft.core.trace;

import graft.api.Cell;
import graft.api.DType;
import graft.api.Dim;
import graft.api.Graph;
import graft.api.Op;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.core.graph.Rewriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Traces the body of a scan.
 *
 * <p>Idea: the body is traced once with stand-ins for carries and slices. What it reads from
 * outside (parameters, other tensors) becomes a constant operand; a layer's state that it updates
 * becomes one more carry; a loss that it adds becomes one more stacked value, summed afterwards;
 * products of slices alone are done for all steps before ({@link Hoist}).
 */
final class ScanFrame {
  private final Context context;
  private final String prefix;
  private final @Nullable ScanFrame outer;
  private final Map<String, Tensor> reads = new LinkedHashMap<>();
  private final Map<String, Tensor> writes = new LinkedHashMap<>();
  private final Map<String, Tensor> losses = new LinkedHashMap<>();
  private final List<Tensor> sliced = new ArrayList<>();
  private final Set<Tensor> inside = Collections.newSetFromMap(new IdentityHashMap<>());

  ScanFrame(Context context) {
    this.context = context;
    this.outer = context.frame;
    this.prefix = "scan" + context.scans++ + ":";
  }

  /** A state's value within the body. */
  Tensor read(String name) {
    Tensor written = writes.get(name);
    return written != null
        ? written
        : reads.computeIfAbsent(
            name, n -> inner("state:" + n, Objects.requireNonNull(context.states.get(n)).type()));
  }

  void write(String name, Tensor value) {
    read(name);
    writes.put(name, value);
  }

  void loss(String name, Tensor scalar) {
    losses.merge(name, scalar, Tensor::add);
  }

  private Tensor inner(String name, TensorType type) {
    Tensor input = Tensor.input(prefix + name, type);
    inside.add(input);
    context.given.add(input);
    return input;
  }

  /** Traces the body and applies the scan; returns last carries, then stacked values. */
  List<Tensor> scan(
      List<Tensor> initial,
      List<Tensor> sequences,
      Dim length,
      boolean reverse,
      BiFunction<List<Tensor>, List<Tensor>, Cell.Step> body) {
    List<Tensor> carries = new ArrayList<>();
    for (Tensor x : initial) {
      carries.add(inner("carry" + carries.size(), x.type()));
    }
    List<Tensor> slices = new ArrayList<>();
    for (Tensor x : sequences) {
      if (x.rank() == 0 || !x.shape().dim(0).equals(length)) {
        throw new ShapeException(
            "scan: a sequence needs the length " + length + " as its first axis, got " + x.type(),
            "");
      }
      Shape slice = x.shape().part(1, x.rank());
      slices.add(inner("slice" + slices.size(), new TensorType(x.dtype(), slice)));
    }
    sliced.addAll(slices);
    Tensor time = inner("time", new TensorType(DType.I64, Shape.SCALAR));
    Tensor outerMicro = context.micro;
    Tensor outerSteady = context.steady;
    context.frame = this;
    context.steady = outerMicro;
    // Nested scans: distinct numbers for each pair of time indices.
    context.micro = outerMicro.multiply(timeLimit(length)).add(time);
    Cell.Step step;
    try {
      step = body.apply(carries, slices);
    } finally {
      context.frame = outer;
      context.micro = outerMicro;
      context.steady = outerSteady;
    }
    List<Tensor> results = apply(initial, sequences, carries, slices, time, step, length, reverse);
    context.given.removeAll(inside);
    return results;
  }

  private static Tensor timeLimit(Dim length) {
    return length.isFixed()
        ? Tensor.constant(DType.I64, length.size())
        : Tensor.of(new Op.Size(length));
  }

  private List<Tensor> apply(
      List<Tensor> initial,
      List<Tensor> sequences,
      List<Tensor> carries,
      List<Tensor> slices,
      Tensor time,
      Cell.Step step,
      Dim length,
      boolean reverse) {
    if (step.states().size() != initial.size()) {
      throw new ShapeException(
          "scan: the body must return " + initial.size() + " carries, got " + step.states().size(),
          "");
    }
    List<Tensor> inputs = new ArrayList<>(carries);
    List<Tensor> operands = new ArrayList<>(initial);
    List<Tensor> plain = new ArrayList<>(step.states());
    writes.forEach(
        (name, value) -> {
          inputs.add(reads.get(name));
          operands.add(outerValue(name));
          plain.add(value);
        });
    final int carried = plain.size();
    plain.add(step.output());
    plain.addAll(losses.values());
    Map<Tensor, Tensor> known = new IdentityHashMap<>();
    for (int i = 0; i < slices.size(); i++) {
      known.put(slices.get(i), sequences.get(i));
    }
    List<Tensor> outputs = hoisted(plain, known, length);
    Set<Tensor> used = Collections.newSetFromMap(new IdentityHashMap<>());
    used.addAll(Graph.order(outputs));
    List<Tensor> sequenced = sliced.stream().filter(used::contains).toList();
    inputs.addAll(sequenced);
    sequenced.forEach(slice -> operands.add(known.get(slice)));
    reads.forEach(
        (name, value) -> {
          if (!writes.containsKey(name)) {
            inputs.add(value);
            operands.add(outerValue(name));
          }
        });
    Graph graph = closed(inputs, operands, time, outputs);
    Tensor node =
        Tensor.of(new Op.Scan(graph, carried, sequenced.size(), length, reverse), operands);
    return results(node, initial.size(), carried);
  }

  /** Hands states and losses on to the context; returns last carries, then stacked values. */
  private List<Tensor> results(Tensor scan, int carries, int carried) {
    int part = carries;
    for (String name : writes.keySet()) {
      context.update(name, scan.part(part++));
    }
    int stacked = carried + 1;
    for (String name : losses.keySet()) {
      context.addLoss(name, scan.part(stacked++).sum());
    }
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < carries; i++) {
      results.add(scan.part(i));
    }
    results.add(scan.part(carried));
    return results;
  }

  /**
   * The outputs with products taken out of the body, which come in as further slices.
   *
   * @param known slice → its sequence; those of the products are added
   */
  private List<Tensor> hoisted(List<Tensor> outputs, Map<Tensor, Tensor> known, Dim length) {
    List<Tensor> order = Graph.order(outputs);
    Set<Tensor> varying = Collections.newSetFromMap(new IdentityHashMap<>());
    varying.addAll(inside);
    for (Tensor node : order) {
      if (node.operands().stream().anyMatch(varying::contains)) {
        varying.add(node);
      }
    }
    Map<Tensor, Tensor> products = new Hoist(known, varying, length).products(order);
    Rewriter rewriter = new Rewriter(context.origins);
    for (Tensor node : order) {
      Tensor all = products.get(node);
      if (all != null) {
        Tensor slice = inner("product" + known.size(), node.type());
        sliced.add(slice);
        known.put(slice, all);
        rewriter.replace(node, slice);
      }
    }
    return products.isEmpty() ? outputs : rewriter.rewrite(outputs);
  }

  private Tensor outerValue(String name) {
    return outer != null ? outer.read(name) : context.value(name);
  }

  /** The body with everything from outside turned into a further input; the time comes last. */
  private Graph closed(
      List<Tensor> inputs, List<Tensor> operands, Tensor time, List<Tensor> outputs) {
    Map<Tensor, Tensor> replaced = new IdentityHashMap<>();
    List<Tensor> order = Graph.order(outputs);
    // What reads something from outside and nothing from within is computed once, outside.
    Set<Tensor> outside = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Tensor node : order) {
      boolean leaf = node.operands().isEmpty() && !(node.op() instanceof Op.Constant);
      boolean varies = node.operands().stream().anyMatch(inside::contains);
      if (!inside.contains(node)
          && !varies
          && (leaf || node.operands().stream().anyMatch(outside::contains))) {
        outside.add(node);
      } else if (varies) {
        inside.add(node);
      }
    }
    order.stream().filter(node -> !outside.contains(node)).forEach(inside::add);
    for (Tensor node : order) {
      if (!inside.contains(node)) {
        continue;
      }
      List<Tensor> rebuilt = new ArrayList<>();
      for (Tensor operand : node.operands()) {
        if (!inside.contains(operand) && !replaced.containsKey(operand)) {
          replaced.put(operand, capture(operand, inputs, operands));
        }
        rebuilt.add(replaced.getOrDefault(operand, operand));
      }
      boolean same = rebuilt.equals(node.operands());
      replaced.put(node, same ? node : Tensor.of(node.op(), rebuilt));
    }
    List<Tensor> results = new ArrayList<>();
    for (Tensor output : outputs) {
      Tensor result = replaced.get(output);
      results.add(result != null ? result : capture(output, inputs, operands));
    }
    inputs.add(time);
    return new Graph(inputs, results);
  }

  private Tensor capture(Tensor outside, List<Tensor> inputs, List<Tensor> operands) {
    Tensor input = Tensor.input(prefix + "constant" + inputs.size(), outside.type());
    inputs.add(input);
    operands.add(outside);
    return input;
  }
}
