package graft.core.graph;

import graft.api.Graph;
import graft.api.Op;
import graft.api.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Simplifies a scan from the side of its operands: a sequence or constant of equal numbers moves
 * into the body, one that comes twice is handed in once, one that the body does not use is dropped;
 * and the body is simplified.
 */
final class ScanInputs {
  private final Op.Scan scan;
  private final List<Tensor> operands;

  ScanInputs(Op.Scan scan, List<Tensor> operands) {
    this.scan = scan;
    this.operands = operands;
  }

  private boolean isSequence(int operand) {
    return operand >= scan.carries() && operand < scan.carries() + scan.sequences();
  }

  /** The simpler scan, or null if this one is as simple as can be. */
  @Nullable Tensor simplified(Simplifier make) {
    Graph body = make.simplify(substituted(make));
    Set<Tensor> used = Collections.newSetFromMap(new IdentityHashMap<>());
    used.addAll(body.nodes());
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> kept = new ArrayList<>();
    int sequences = 0;
    for (int i = 0; i < operands.size(); i++) {
      if (i < scan.carries() || used.contains(body.inputs().get(i))) {
        inputs.add(body.inputs().get(i));
        kept.add(operands.get(i));
        sequences += isSequence(i) ? 1 : 0;
      }
    }
    inputs.add(body.inputs().get(operands.size()));
    if (kept.equals(operands) && body == scan.body()) {
      return null;
    }
    Graph graph = new Graph(inputs, body.outputs());
    return make.node(
        new Op.Scan(graph, scan.carries(), sequences, scan.length(), scan.reverse()), kept);
  }

  /** The body with what is known of its operands put in place of its inputs. */
  private Graph substituted(Simplifier make) {
    Rewriter rewriter = new Rewriter(make.origins());
    Map<List<Object>, Tensor> first = new HashMap<>();
    boolean changed = false;
    for (int i = scan.carries(); i < operands.size(); i++) {
      Tensor input = scan.body().inputs().get(i);
      Op.Constant constant = SimplifyRules.uniform(operands.get(i));
      Tensor other = first.putIfAbsent(List.of(isSequence(i), operands.get(i)), input);
      if (constant != null) {
        rewriter.replace(input, Tensor.of(constant).broadcastTo(input.shape()));
        changed = true;
      } else if (other != null) {
        rewriter.replace(input, other);
        changed = true;
      }
    }
    return changed
        ? new Graph(scan.body().inputs(), rewriter.rewrite(scan.body().outputs()))
        : scan.body();
  }
}
