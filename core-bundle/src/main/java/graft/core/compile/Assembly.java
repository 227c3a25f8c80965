package graft.core.compile;

import graft.api.Op;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Form;
import graft.api.accel.Program.Kernel;
import graft.api.accel.Program.Place;
import graft.api.accel.Program.Port;
import graft.api.accel.Program.Result;
import graft.core.compile.Node.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gives every value a buffer and writes the program: kernels before the commit, copies for outputs,
 * kernels after the commit, copies for states. Lifetimes are left open.
 */
final class Assembly {
  private final Dataflow flow;
  private final List<Buffer> buffers = new ArrayList<>();
  private final List<Kernel> kernels = new ArrayList<>();
  private final List<Port> ports = new ArrayList<>();
  private final Map<Node, Integer> numbers = new HashMap<>();
  private final Map<String, Integer> states = new HashMap<>();
  private final Map<Integer, Use> copies = new LinkedHashMap<>();

  private Assembly(Dataflow flow) {
    this.flow = flow;
  }

  /** The program of groups in their order of execution. */
  static Program write(Dataflow flow, List<Group> order, Map<Node, String> inPlace) {
    Assembly assembly = new Assembly(flow);
    assembly.ports();
    inPlace.forEach((node, label) -> assembly.numbers.put(node, assembly.states.get(label)));
    order.stream().filter(g -> !g.isLate()).forEach(g -> assembly.kernel(g.draft()));
    flow.guard().ifPresent(u -> assembly.number(u.node()));
    assembly.copies.forEach((to, use) -> assembly.copy(use, assembly.number(use.node()), to));
    Map<String, Integer> sources = assembly.sources(inPlace);
    int commit = assembly.kernels.size();
    order.stream().filter(Group::isLate).forEach(g -> assembly.kernel(g.draft()));
    sources.forEach(
        (label, from) ->
            assembly.copy(
                Objects.requireNonNull(flow.updates().get(label)),
                from,
                Objects.requireNonNull(assembly.states.get(label))));
    int guard = flow.guard().map(u -> assembly.number(u.node())).orElse(-1);
    return new Program(assembly.buffers, assembly.kernels, commit, guard, assembly.ports);
  }

  private void ports() {
    flow.inputs()
        .forEach(
            (name, node) -> {
              boolean state = flow.updates().containsKey(name);
              numbers.put(node, port(name, node.type(), state ? Place.STATE : Place.INPUT));
            });
    flow.updates()
        .forEach(
            (name, use) -> {
              Node old = flow.inputs().get(name);
              states.put(name, old == null ? port(name, use.type(), Place.STATE) : number(old));
            });
    flow.outputs()
        .forEach(
            (name, use) -> {
              int buffer = port(name, use.type(), Place.OUTPUT);
              if (numbers.putIfAbsent(use.node(), buffer) != null) {
                copies.put(buffer, use);
              }
            });
  }

  private int port(String name, TensorType type, Place place) {
    ports.add(new Port(name, buffers.size()));
    return buffer(type, place);
  }

  private int buffer(TensorType type, Place place) {
    int id = buffers.size();
    buffers.add(new Buffer(id, type.dtype(), type.shape(), place, -1, -1, -1));
    return id;
  }

  private int number(Node node) {
    Integer known = numbers.get(node);
    if (known != null) {
      return known;
    }
    int buffer = buffer(node.type(), Place.TEMP);
    numbers.put(node, buffer);
    return buffer;
  }

  private void kernel(Draft draft) {
    kernels.add(
        new Kernel(
            draft.form(),
            draft.domain(),
            draft.columns(),
            draft.steps(),
            draft.inputs().stream().map(u -> number(u.node())).toList(),
            draft.inputs().stream().map(Use::type).toList(),
            draft.results().stream().map(w -> new Result(w.value(), number(w.node()))).toList(),
            draft.origin(),
            draft.body()));
  }

  /** Writes what a value is, as read by {@code use}, to another buffer. */
  private void copy(Use use, int source, int target) {
    Buffer buffer = buffers.get(target);
    TensorType type = new TensorType(buffer.dtype(), buffer.shape());
    kernels.add(
        new Kernel(
            Form.SINGLE,
            buffer.shape(),
            0,
            List.of(new Program.Step(new Op.Reshape(buffer.shape()), List.of(0), type)),
            List.of(source),
            List.of(use.type()),
            List.of(new Result(1, target)),
            use.node().origin(),
            List.of()));
  }

  /** The states that are copied at the end → the buffer to copy from. */
  private Map<String, Integer> sources(Map<Node, String> inPlace) {
    Map<Node, Integer> saved = new HashMap<>();
    Map<String, Integer> sources = new LinkedHashMap<>();
    flow.updates()
        .forEach(
            (label, use) -> {
              Node node = use.node();
              if (node != flow.inputs().get(label) && !label.equals(inPlace.get(node))) {
                sources.put(
                    label, isState(node) ? saved.computeIfAbsent(node, this::save) : number(node));
              }
            });
    return sources;
  }

  private boolean isState(Node node) {
    return node.kind() == OpKind.GIVEN && buffers.get(number(node)).place() == Place.STATE;
  }

  /** The next value of one state is the old value of another, which changes too: saves it. */
  private int save(Node state) {
    int temp = buffer(state.type(), Place.TEMP);
    copy(new Use(state, state.shape()), number(state), temp);
    return temp;
  }
}
