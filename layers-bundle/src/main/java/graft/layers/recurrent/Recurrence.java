package graft.layers.recurrent;

import graft.api.Cell;
import graft.api.Dim;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.layers.common.Masks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What recurrent layers share: a cell scanned over time, either way, with masks.
 *
 * <p>Inputs: x (batch, time, …), then none or all initial states (zeros by default). Outputs: y,
 * then the last states if asked for. At a masked step the states stay, and y is that of the step
 * before (0 at first), as in Keras. What is masked is set to 0 on the way in, so that not even
 * infinite values there reach a gradient.
 */
final class Recurrence {
  /** One step of a cell. */
  interface Step {
    Cell.Step apply(Tensor x, List<Tensor> states, Scope scope);
  }

  /** As Keras' fields of these names. */
  record Options(boolean returnSequences, boolean returnState, boolean goBackwards) {}

  private final Options options;
  private final Scope scope;
  private final Step step;
  private final Optional<Tensor> mask;

  /** Whether y is the first state, as of most cells: then it need not be kept beside it. */
  private boolean outputIsState;

  private Recurrence(Options options, Scope scope, Step step, Optional<Tensor> mask) {
    this.options = options;
    this.scope = scope;
    this.step = step;
    this.mask = mask;
  }

  /** The shape of x at one step, checked. */
  static Shape stepShape(List<Tensor> xs) {
    Shape x = xs.get(0).shape();
    if (x.rank() < 3) {
      throw new ShapeException(
          "needs sequences (batch, time, features), got " + x,
          "is the layer before it recurrent? give that one return_sequences");
    }
    return x.without(List.of(1));
  }

  /** As {@link #stepShape}, of cells that take a vector at each step. */
  static Shape vectorShape(List<Tensor> xs) {
    Shape step = stepShape(xs);
    if (step.rank() > 2) {
      throw new ShapeException(
          "needs sequences (batch, time, features), got " + xs.get(0).shape(),
          "reshape makes one axis of several; time_distributed flatten makes vectors of images");
    }
    return step;
  }

  /** Scans a cell that takes a vector at each step. */
  static <C> List<Tensor> run(
      Cell<C> cell, C config, List<Tensor> xs, Options options, Scope scope) {
    return run(
        xs,
        cell.stateShapes(config, vectorShape(xs)),
        options,
        scope,
        (x, states, inner) -> cell.apply(config, x, states, inner));
  }

  static List<Tensor> run(
      List<Tensor> xs, List<Shape> states, Options options, Scope scope, Step step) {
    if (xs.size() != 1 && xs.size() != 1 + states.size()) {
      throw new ShapeException(
          "takes x, or x and " + states.size() + " initial states, got " + xs.size() + " inputs",
          "");
    }
    Optional<Tensor> mask = scope.mask(xs.get(0)).filter(m -> m.rank() == 2);
    return new Recurrence(options, scope, step, mask).run(xs, states);
  }

  private List<Tensor> run(List<Tensor> xs, List<Shape> states) {
    Tensor x = Masks.zeroed(xs.get(0), mask);
    Dim time = x.shape().dim(1);
    List<Tensor> initial = new ArrayList<>(xs.subList(1, xs.size()));
    for (int i = initial.size(); i < states.size(); i++) {
      initial.add(Tensor.full(new TensorType(x.dtype(), states.get(i)), 0));
    }
    List<Tensor> sequences = new ArrayList<>(List.of(swapTime(x)));
    mask.ifPresent(m -> sequences.add(swapTime(m)));
    if (mask.isPresent()) {
      initial.add(Tensor.full(new TensorType(x.dtype(), states.get(0)), 0));
    }
    List<Tensor> results = scope.scan(initial, sequences, time, options.goBackwards(), this::step);
    List<Tensor> outputs = new ArrayList<>(List.of(output(results, time)));
    scope.mask(
        outputs.get(0),
        mask.filter(m -> options.returnSequences())
            .map(m -> options.goBackwards() ? m.reverse(1) : m));
    if (options.returnState()) {
      outputs.addAll(results.subList(0, states.size()));
      outputs.subList(1, outputs.size()).forEach(y -> scope.mask(y, Optional.empty()));
    }
    return outputs;
  }

  /** One step; with a mask the last carry is the output of the step before. */
  private Cell.Step step(List<Tensor> carries, List<Tensor> slices, Scope inner) {
    if (mask.isEmpty()) {
      Cell.Step next = step.apply(slices.get(0), carries, inner);
      outputIsState = next.output() == next.states().get(0);
      return next;
    }
    List<Tensor> before = carries.subList(0, carries.size() - 1);
    Tensor previous = carries.get(before.size());
    Cell.Step next = step.apply(slices.get(0), before, inner);
    outputIsState = next.output() == next.states().get(0);
    if (!next.output().type().equals(previous.type())) {
      throw new ShapeException(
          "with a mask the output must have the first state's type "
              + previous.type()
              + ", got "
              + next.output().type(),
          "");
    }
    List<Tensor> states = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      states.add(kept(slices.get(1), next.states().get(i), before.get(i)));
    }
    Tensor output = outputIsState ? states.get(0) : kept(slices.get(1), next.output(), previous);
    states.add(outputIsState ? previous : output);
    return new Cell.Step(output, states);
  }

  private static Tensor kept(Tensor counts, Tensor next, Tensor before) {
    int[] inner = IntStream.range(1, next.rank()).toArray();
    return (inner.length == 0 ? counts : counts.like(next, inner)).select(next, before);
  }

  private Tensor output(List<Tensor> results, Dim time) {
    Tensor stacked = results.get(results.size() - 1);
    if (options.returnSequences()) {
      Tensor y = swapTime(stacked);
      return options.goBackwards() ? y.reverse(1) : y;
    }
    Dim last = options.goBackwards() ? Dim.ZERO : time.plus(-1);
    return outputIsState ? results.get(0) : stacked.slice(0, last, Dim.ONE).squeeze(0);
  }

  /** (batch, time, …) ↔ (time, batch, …). */
  private static Tensor swapTime(Tensor x) {
    int[] axes = IntStream.range(0, x.rank()).toArray();
    axes[0] = 1;
    axes[1] = 0;
    return x.transpose(axes);
  }
}
