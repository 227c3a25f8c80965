package graft.core.grad;

import graft.api.Dim;
import graft.api.Op;
import graft.api.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sums of gradients, in which gradients of slices are put side by side.
 *
 * <p>Idea: the gradient of a slice is padded with zeros to the whole. Where slices make up a
 * tensor, such as the gates of a recurrent cell, their gradients one behind the other are its
 * gradient: it is written once, in place of a whole and a sum for each slice.
 */
final class Padded {
  private Padded() {}

  static Tensor sum(Tensor a, Tensor b) {
    if (!isPadded(b)) {
      return a.add(b);
    }
    List<Tensor> terms = new ArrayList<>();
    collect(a, terms);
    Tensor joined = b;
    int before;
    do {
      before = terms.size();
      for (int i = 0; i < terms.size(); i++) {
        Optional<Tensor> both = joined(terms.get(i), joined);
        if (both.isPresent()) {
          joined = both.get();
          terms.remove(i);
          i--;
        }
      }
    } while (terms.size() < before);
    terms.add(joined);
    return terms.size() == 1 ? joined : terms.stream().reduce(Tensor::add).orElseThrow();
  }

  private static boolean isPadded(Tensor x) {
    return x.op() instanceof Op.Pad pad
        && pad.value() == 0
        && pad.interior().stream().allMatch(n -> n == 0);
  }

  /** Takes apart what an earlier call has added. */
  private static void collect(Tensor sum, List<Tensor> terms) {
    boolean padded =
        sum.op() instanceof Op.Binary add
            && add.function() == Op.BinaryFunction.ADD
            && sum.operands().stream().anyMatch(Padded::isPadded);
    if (padded) {
      sum.operands().forEach(x -> collect(x, terms));
    } else {
      terms.add(sum);
    }
  }

  /** Two padded tensors side by side; empty if they are not. */
  private static Optional<Tensor> joined(Tensor a, Tensor b) {
    if (!isPadded(a) || !isPadded(b)) {
      return Optional.empty();
    }
    Op.Pad p = (Op.Pad) a.op();
    Op.Pad q = (Op.Pad) b.op();
    int axis = -1;
    for (int i = 0; i < a.rank(); i++) {
      if (!p.low().get(i).equals(q.low().get(i)) || !p.high().get(i).equals(q.high().get(i))) {
        if (axis >= 0) {
          return Optional.empty();
        }
        axis = i;
      }
    }
    if (axis < 0) {
      return Optional.empty();
    }
    if (end(a, axis).equals(q.low().get(axis))) {
      return Optional.of(joined(a, b, axis));
    }
    return end(b, axis).equals(p.low().get(axis))
        ? Optional.of(joined(b, a, axis))
        : Optional.empty();
  }

  private static Dim end(Tensor padded, int axis) {
    Op.Pad pad = (Op.Pad) padded.op();
    return pad.low().get(axis).plus(padded.operands().get(0).shape().dim(axis));
  }

  private static Tensor joined(Tensor first, Tensor second, int axis) {
    List<Tensor> parts = new ArrayList<>();
    for (Tensor x : List.of(first.operands().get(0), second.operands().get(0))) {
      boolean several = x.op() instanceof Op.Concat concat && concat.axis() == axis;
      parts.addAll(several ? x.operands() : List.of(x));
    }
    Op.Pad low = (Op.Pad) first.op();
    List<Dim> high = new ArrayList<>(low.high());
    high.set(axis, ((Op.Pad) second.op()).high().get(axis));
    Tensor whole = Tensor.concat(axis, parts);
    return Tensor.of(new Op.Pad(low.low(), high, low.interior(), 0), whole);
  }
}
