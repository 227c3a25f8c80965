package graft.api;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A function of tensors: {@code outputs} as computed from {@code inputs} ({@link Op.Input}). */
public record Graph(List<Tensor> inputs, List<Tensor> outputs) {
  public Graph {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** All nodes that the outputs need, operands before users, each once. */
  public List<Tensor> nodes() {
    return order(outputs);
  }

  /** The nodes that {@code roots} need, operands before users; without recursion. */
  public static List<Tensor> order(List<Tensor> roots) {
    List<Tensor> order = new ArrayList<>();
    Map<Tensor, Integer> progress = new IdentityHashMap<>();
    ArrayList<Tensor> stack = new ArrayList<>();
    for (Tensor root : roots) {
      stack.add(root);
      while (!stack.isEmpty()) {
        Tensor node = stack.get(stack.size() - 1);
        int next = progress.merge(node, 1, Integer::sum) - 1;
        if (next < node.operands().size()) {
          Tensor operand = node.operands().get(next);
          if (!progress.containsKey(operand)) {
            stack.add(operand);
          }
        } else {
          stack.remove(stack.size() - 1);
          if (next == node.operands().size()) {
            order.add(node);
          }
        }
      }
    }
    return order;
  }
}
