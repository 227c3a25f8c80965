package graft.core.compile;

import graft.api.Op;
import graft.api.accel.Program;
import graft.api.accel.Program.Form;
import graft.core.compile.Node.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which next values of states are written straight over the old ones. That is right if the kernel
 * reads the old value only at the index which it writes and not after it has computed the new one,
 * and if all other readers of the old value have run before.
 */
final class InPlace {
  private InPlace() {}

  /** Value → label of the state; adds to {@code grouping} the order that this needs. */
  static Map<Node, String> plan(Dataflow flow, Grouping grouping) {
    Map<Node, String> written = new HashMap<>();
    Map<Node, List<Group>> readers = new HashMap<>();
    for (Group group : grouping.all()) {
      for (Node input : group.draft().inputs().stream().map(Use::node).distinct().toList()) {
        readers.computeIfAbsent(input, n -> new ArrayList<>()).add(group);
      }
    }
    flow.updates()
        .forEach(
            (label, use) -> {
              Optional<Group> group = grouping.of(use.node()).filter(Group::isLate);
              Node old = flow.inputs().get(label);
              if (group.isEmpty() || written.containsKey(use.node())) {
                return;
              }
              List<Group> others = new ArrayList<>(readers.getOrDefault(old, List.of()));
              others.remove(group.get());
              boolean safe =
                  isSafe(use.node(), old, group.get().draft())
                      && others.stream().noneMatch(r -> grouping.reaches(group.get(), r));
              if (safe) {
                written.put(use.node(), label);
                others.forEach(r -> grouping.require(r, group.get()));
              }
            });
    return written;
  }

  private static boolean isSafe(Node next, @Nullable Node old, Draft draft) {
    int value = draft.results().stream().filter(w -> w.node() == next).findFirst().get().value();
    for (int i = 0; i < draft.inputs().size(); i++) {
      if (draft.inputs().get(i).node() == old
          && !isReadInStep(draft.steps(), draft.inputs().size(), i, value)) {
        return false;
      }
    }
    return draft.form() == Form.LOOP;
  }

  /**
   * True if a LOOP kernel may write value number {@code value} to the memory of its input number
   * {@code input}, which has as many elements: no Broadcast reads it, and no step after the one
   * that computes the value.
   */
  static boolean isReadInStep(List<Program.Step> steps, int inputs, int input, int value) {
    for (int j = 0; j < steps.size(); j++) {
      Program.Step step = steps.get(j);
      boolean moved = step.op() instanceof Op.Broadcast && !step.type().shape().isScalar();
      if (step.operands().contains(input) && (moved || inputs + j > value)) {
        return false;
      }
    }
    return true;
  }
}
