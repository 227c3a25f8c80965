package graft.accel.cpu.code;

import graft.accel.cpu.code.Recipe.Kind;
import graft.accel.cpu.code.Recipe.Node;
import graft.accel.cpu.code.Recipe.Store;
import graft.api.DType;
import graft.api.accel.Program.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One loop over a row.
 *
 * <p>Idea: a value that a later loop needs again is computed again, unless it is expensive: then
 * the first loop saves it in a row of the worker's buffer, and later ones reload it.
 *
 * @param nodes what is computed for each element, in order
 * @param reload nodes that an earlier loop has saved
 * @param save nodes of this loop that a later one reloads
 * @param reduces the reductions whose operand this loop goes over
 * @param stores the results that it writes
 */
record Stage(
    Set<Integer> nodes,
    Set<Integer> reload,
    Set<Integer> save,
    List<Integer> reduces,
    List<Store> stores) {

  private static final Set<String> EXPENSIVE =
      Set.of(
          "exp",
          "expm1",
          "log",
          "log1p",
          "sin",
          "cos",
          "tanh",
          "sigmoid",
          "erf",
          "power",
          "remainder");

  /** The loops of a recipe, in order; loop s may have nothing to do. */
  static List<Stage> of(Recipe recipe) {
    List<Stage> plain = new ArrayList<>();
    int last = recipe.nodes().stream().mapToInt(Node::stage).max().orElse(0);
    if (recipe.form() == Form.COLUMNS) {
      last = 0;
    }
    for (int s = 0; s <= last; s++) {
      plain.add(stage(recipe, s, last, Set.of()));
    }
    List<Stage> stages = new ArrayList<>();
    Set<Integer> saved = new TreeSet<>();
    for (int s = 0; s <= last; s++) {
      Stage stage = stage(recipe, s, last, saved);
      for (int node : stage.nodes()) {
        if (again(node, s, plain) && expensive(recipe.nodes().get(node))) {
          stage.save().add(node);
        }
      }
      saved.addAll(stage.save());
      stages.add(stage);
    }
    return stages;
  }

  boolean isEmpty() {
    return reduces.isEmpty() && stores.isEmpty();
  }

  private static boolean expensive(Node node) {
    return node.dtype() == DType.F32 && EXPENSIVE.contains(node.name());
  }

  private static boolean again(int node, int s, List<Stage> plain) {
    return plain.subList(s + 1, plain.size()).stream().anyMatch(l -> l.nodes().contains(node));
  }

  private static Stage stage(Recipe recipe, int s, int last, Set<Integer> saved) {
    Stage stage =
        new Stage(
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            new ArrayList<>(),
            new ArrayList<>());
    List<Node> nodes = recipe.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (node.kind() == Kind.REDUCE && nodes.get(node.operands().get(0)).stage() == s) {
        stage.reduces.add(i);
        stage.need(node.operands().get(0), nodes, saved);
      }
    }
    for (Store store : recipe.stores()) {
      int known = nodes.get(store.node()).stage();
      if (store.level() == Recipe.INNER && Math.min(known, last) == s) {
        stage.stores.add(store);
        stage.need(store.node(), nodes, saved);
      }
    }
    return stage;
  }

  private void need(int node, List<Node> all, Set<Integer> saved) {
    if (all.get(node).level() < Recipe.INNER || nodes.contains(node)) {
      return;
    }
    if (saved.contains(node)) {
      reload.add(node);
      return;
    }
    all.get(node).operands().forEach(o -> need(o, all, saved));
    nodes.add(node);
  }
}
