package graft.core.compile;

import graft.api.Graph;
import graft.api.Tensor;
import graft.api.accel.Program;
import graft.core.graph.Simplifier;
import graft.core.graph.Verifier;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Compiles computations to programs. The bodies of the two {@code compile} methods are the list of
 * passes: one class and one line for each.
 */
public final class Compiler {
  private Compiler() {}

  /** The program that is fast: simplified, fused, in little memory. */
  public static Program compile(Computation computation) {
    Computation simple = simplify(computation);
    return compile(Dataflow.of(simple, true), simple.origins());
  }

  private static Program compile(Dataflow flow, Map<Tensor, String> origins) {
    Function<Graph, Program> bodies = once(g -> compile(Dataflow.of(g, origins, true), origins));
    Function<Recompute, Grouping> fuse =
        recompute -> Fusion.fuse(Grouping.single(flow, recompute, bodies));
    Grouping grouping = fuse.apply(Recompute.cheap(flow));
    grouping = Rematerialization.improve(flow, grouping, fuse);
    Map<Node, String> inPlace = InPlace.plan(flow, grouping);
    List<Group> order = Schedule.order(flow, grouping);
    Program program = Assembly.write(flow, order, inPlace);
    program = Lifetimes.plan(program);
    return verified(Aliases.plan(program));
  }

  /**
   * The program that is plain: each node of the graph is one SINGLE (or SCAN) kernel with its own
   * origin, in the order of the graph, nothing is simplified. For the oracle, and to find the
   * operation that went wrong.
   */
  public static Program lower(Computation computation) {
    return lower(Dataflow.of(computation, false), computation.origins());
  }

  private static Program lower(Dataflow flow, Map<Tensor, String> origins) {
    Grouping grouping = Grouping.plain(flow, g -> lower(Dataflow.of(g, origins, false), origins));
    return verified(Lifetimes.plan(Assembly.write(flow, grouping.all(), Map.of())));
  }

  private static Program verified(Program program) {
    if (Verifier.isOn()) {
      ProgramVerifier.verify(program);
    }
    return program;
  }

  /** A function that compiles each scan's body once, however often its kernel is tried. */
  private static Function<Graph, Program> once(Function<Graph, Program> compile) {
    Map<Graph, Program> known = new IdentityHashMap<>();
    return graph -> {
      Program program = known.get(graph);
      if (program == null) {
        program = compile.apply(graph);
        known.put(graph, program);
      }
      return program;
    };
  }

  private static Computation simplify(Computation computation) {
    List<Tensor> roots = new ArrayList<>(computation.outputs().values());
    roots.addAll(computation.updates().values());
    computation.guard().ifPresent(roots::add);
    Verifier.between("trace", roots);
    Map<Tensor, String> origins = new IdentityHashMap<>(computation.origins());
    List<Tensor> simplified = Simplifier.simplify(roots, origins);
    Verifier.between("simplify", simplified);
    Iterator<Tensor> simple = simplified.iterator();
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    computation.outputs().keySet().forEach(name -> outputs.put(name, simple.next()));
    Map<String, Tensor> updates = new LinkedHashMap<>();
    computation.updates().keySet().forEach(name -> updates.put(name, simple.next()));
    return new Computation(outputs, updates, computation.guard().map(g -> simple.next()), origins);
  }
}
