package graft.core.graph;

import graft.api.Graph;
import graft.api.Op;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes what scans have in common once, and only what is used: scans of the same operands whose
 * bodies share inputs and carries (those that a gradient repeats to get its carries) become one,
 * and results that no part takes are dropped, carries too if nothing that stays depends on them.
 */
final class ScanMerger {
  /** Scans of one key run in step. Tensors compare by identity. */
  private record Key(
      List<Tensor> operands, List<Tensor> inputs, List<Tensor> carried, Object rest) {
    static Key of(Tensor node, Op.Scan scan) {
      return new Key(
          node.operands(),
          scan.body().inputs(),
          scan.body().outputs().subList(0, scan.carries()),
          List.of(scan.sequences(), scan.length(), scan.reverse()));
    }
  }

  /** What is to stay of the scans of one key. */
  private static final class Merged {
    final Op.Scan first;
    final List<Integer> carries = new ArrayList<>();
    final List<Tensor> stacked = new ArrayList<>();
    int members;
    @Nullable Tensor node;

    Merged(Op.Scan first) {
      this.first = first;
    }

    void use(Op.Scan scan, int index) {
      Tensor output = scan.body().outputs().get(index);
      if (index < scan.carries() && !carries.contains(index)) {
        carries.add(index);
      } else if (index >= scan.carries() && !stacked.contains(output)) {
        stacked.add(output);
      }
    }

    /** Adds the carries that those outputs depend on which stay, and so on. */
    void close() {
      int before;
      do {
        before = carries.size();
        List<Tensor> roots = new ArrayList<>(stacked);
        carries.forEach(i -> roots.add(first.body().outputs().get(i)));
        Set<Tensor> used = Collections.newSetFromMap(new IdentityHashMap<>());
        used.addAll(Graph.order(roots));
        for (int i = 0; i < first.carries(); i++) {
          if (used.contains(first.body().inputs().get(i)) && !carries.contains(i)) {
            carries.add(i);
          }
        }
      } while (carries.size() > before);
      Collections.sort(carries);
    }

    /** The number of a result of {@code scan} among those that stay. */
    int index(Op.Scan scan, int index) {
      return index < scan.carries()
          ? carries.indexOf(index)
          : carries.size() + stacked.indexOf(scan.body().outputs().get(index));
    }

    boolean isFirst() {
      List<Tensor> outputs = first.body().outputs();
      return members == 1
          && carries.size() == first.carries()
          && stacked.equals(outputs.subList(first.carries(), outputs.size()));
    }

    Tensor build(List<Tensor> operands) {
      Graph body = first.body();
      List<Tensor> inputs = new ArrayList<>();
      List<Tensor> kept = new ArrayList<>();
      for (int i = 0; i < operands.size(); i++) {
        if (i >= first.carries() || carries.contains(i)) {
          inputs.add(body.inputs().get(i));
          kept.add(operands.get(i));
        }
      }
      inputs.add(body.inputs().get(operands.size()));
      List<Tensor> outputs = new ArrayList<>(carries.stream().map(body.outputs()::get).toList());
      outputs.addAll(stacked);
      Graph merged = new Graph(inputs, outputs);
      return Tensor.of(
          new Op.Scan(merged, carries.size(), first.sequences(), first.length(), first.reverse()),
          kept);
    }
  }

  private final Map<Tensor, Merged> merged = new IdentityHashMap<>();

  private ScanMerger(List<Tensor> roots) {
    Map<Key, Merged> byKey = new HashMap<>();
    List<Tensor> order = Graph.order(roots);
    for (Tensor node : order) {
      if (node.op() instanceof Op.Scan scan) {
        Merged one = byKey.computeIfAbsent(Key.of(node, scan), key -> new Merged(scan));
        one.members++;
        merged.put(node, one);
      }
    }
    // In the order of the results, so that a scan that is used as it stands stays as it is.
    order.stream()
        .filter(node -> node.op() instanceof Op.Part)
        .sorted((a, b) -> Integer.compare(((Op.Part) a.op()).index(), ((Op.Part) b.op()).index()))
        .forEach(node -> of(node).use(scan(node), ((Op.Part) node.op()).index()));
    byKey.values().forEach(Merged::close);
  }

  static List<Tensor> merge(List<Tensor> roots, Map<Tensor, String> origins) {
    ScanMerger merger = new ScanMerger(roots);
    return merger.merged.isEmpty() ? roots : new Rewriter(merger::rebuilt, origins).rewrite(roots);
  }

  private static Op.Scan scan(Tensor part) {
    return (Op.Scan) part.operands().get(0).op();
  }

  private Merged of(Tensor part) {
    return Objects.requireNonNull(merged.get(part.operands().get(0)));
  }

  private Tensor rebuilt(Tensor node, List<Tensor> operands) {
    Merged scan = merged.get(node);
    if (scan != null) {
      if (scan.node == null) {
        scan.node = scan.isFirst() ? Rewriter.rebuilt(node, operands) : scan.build(operands);
      }
      return scan.node;
    }
    if (node.op() instanceof Op.Part part && !of(node).isFirst()) {
      TensorType type = part.type();
      return Tensor.of(new Op.Part(of(node).index(scan(node), part.index()), type), operands);
    }
    return Rewriter.rebuilt(node, operands);
  }
}
