package graft.core.grad;

import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.core.grad.ScanGradient.Arguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gradient of what a scan's body reads at each step: Σₜ gₜ.
 *
 * <p>Idea: where gₜ = Aₜᵀ·Bₜ (of a weight matrix) the sum is one product of the stacked A and B,
 * and where gₜ is a sum over axes (of a bias) it is one sum over time too: after the scan, at full
 * speed, where a scan would read and write the whole gradient at each step. What is of no such form
 * is summed in a carry.
 */
final class SummedGradient {
  private final List<Tensor> after = new ArrayList<>();
  private final List<Tensor> within = new ArrayList<>();
  private final Map<Tensor, Integer> places = new HashMap<>();
  private int carry = -1;

  /**
   * @param gradient at one step
   * @param slices inputs of the backward scan's body whose stacks are there already
   * @param fixed inputs that are the same at each step
   */
  SummedGradient(Tensor gradient, List<Tensor> slices, List<Tensor> fixed) {
    slices.forEach(slice -> places.put(slice, -1));
    split(gradient, fixed);
  }

  private void split(Tensor term, List<Tensor> fixed) {
    if (term.op() instanceof Op.Binary sum && sum.function() == Op.BinaryFunction.ADD) {
      term.operands().forEach(x -> split(x, fixed));
    } else if (isOutside(term) && term.operands().stream().noneMatch(fixed::contains)) {
      after.add(term);
    } else {
      within.add(term);
    }
  }

  private static boolean isOutside(Tensor term) {
    return term.op() instanceof Op.MatMul product
        ? product.transposeA() && !product.transposeB() && term.rank() == 2
        : term.op() instanceof Op.Reduce sum && sum.reduction() == Op.Reduction.SUM;
  }

  /** The next value of the carry, if one is needed. */
  Optional<Tensor> carry(Arguments carried, String label) {
    if (within.isEmpty()) {
      return Optional.empty();
    }
    Tensor gradient = within.stream().reduce(Tensor::add).orElseThrow();
    carry = carried.inputs.size();
    Tensor zeros = Tensor.full(gradient.type(), 0);
    return Optional.of(carried.add(label, gradient.type(), zeros).add(gradient));
  }

  /** Adds what must be stacked to the outputs of the backward scan. */
  void stack(List<Tensor> outputs, int carries) {
    for (Tensor term : after) {
      for (Tensor x : term.operands()) {
        if (!places.containsKey(x)) {
          int known = outputs.subList(carries, outputs.size()).indexOf(x);
          places.put(x, known < 0 ? outputs.size() : carries + known);
          if (known < 0) {
            outputs.add(x);
          }
        }
      }
    }
  }

  /** The sum, given the backward scan and the slices that it takes. */
  Tensor total(Tensor whole, Arguments sliced, Dim length) {
    List<Tensor> sums = new ArrayList<>();
    if (carry >= 0) {
      sums.add(whole.part(carry));
    }
    for (Tensor term : after) {
      List<Tensor> stacks = new ArrayList<>();
      for (Tensor x : term.operands()) {
        int place = places.getOrDefault(x, -1);
        int slice = sliced.inputs.indexOf(x);
        stacks.add(place < 0 ? sliced.operands.get(slice) : whole.part(place));
      }
      sums.add(overTime(term.op(), stacks, length));
    }
    return sums.stream().reduce(Tensor::add).orElseThrow();
  }

  private static Tensor overTime(Op op, List<Tensor> stacks, Dim length) {
    if (op instanceof Op.Reduce reduce) {
      List<Integer> axes = new ArrayList<>(List.of(0));
      reduce.axes().forEach(axis -> axes.add(axis + 1));
      return Tensor.of(new Op.Reduce(Op.Reduction.SUM, axes), stacks);
    }
    return Tensor.of(op, stacks.stream().map(x -> rows(x, length)).toList());
  }

  /** (time, rows, columns) → (time·rows, columns). */
  private static Tensor rows(Tensor x, Dim length) {
    return x.reshape(Shape.of(length.times(x.shape().dim(1)), x.shape().dim(2)));
  }
}
