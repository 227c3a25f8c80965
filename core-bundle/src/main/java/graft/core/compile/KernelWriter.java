package graft.core.compile;

import graft.api.Graph;
import graft.api.Op;
import graft.api.Shape;
import graft.api.accel.Program;
import graft.api.accel.Program.Form;
import graft.core.compile.Node.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes values as one kernel, if there is a {@link Program.Form} for it. This is the one place
 * that knows the rules of the forms: whether values may share a kernel is asked by trying to write
 * it.
 */
final class KernelWriter {
  /** Limits of a kernel of several values: a method of bytecode must hold it. */
  private static final int MAX_STEPS = 200;

  private static final int MAX_BUFFERS = 12;
  private static final int MAX_ORIGINS = 4;

  private final Recompute recompute;
  private final Set<Node> roots;
  private final Function<Graph, Program> bodies;
  private final boolean plain;

  /**
   * Writes kernels for the values of one dataflow.
   *
   * @param bodies compiles the body of a scan
   */
  KernelWriter(Dataflow flow, Recompute recompute, Function<Graph, Program> bodies) {
    this(flow, recompute, bodies, false);
  }

  private KernelWriter(
      Dataflow flow, Recompute recompute, Function<Graph, Program> bodies, boolean plain) {
    this.recompute = recompute;
    this.roots = flow.roots();
    this.bodies = bodies;
    this.plain = plain;
  }

  /** Writes SINGLE and SCAN kernels only. */
  static KernelWriter plain(Dataflow flow, Recompute recompute, Function<Graph, Program> bodies) {
    return new KernelWriter(flow, recompute, bodies, true);
  }

  /** A kernel that computes {@code members} and writes those that are needed elsewhere. */
  Optional<Draft> write(SortedSet<Node> members) {
    Node first = members.first();
    if (first.kind() == OpKind.SCAN) {
      boolean parts = members.stream().allMatch(n -> n == first || isPart(n, first));
      return parts ? Optional.of(scan(members)) : Optional.empty();
    }
    if (plain || !members.stream().allMatch(n -> n.kind().isFusable())) {
      return members.size() == 1 ? Optional.of(whole(first)) : Optional.empty();
    }
    Optional<Node> reduce = members.stream().filter(n -> n.kind() == OpKind.REDUCE).findFirst();
    if (reduce.isPresent()) {
      return reduction(members, reduce.get());
    }
    for (Shape domain : members.stream().map(Node::shape).distinct().toList()) {
      Optional<Draft> draft = attempt(members, new Frame(Form.LOOP, domain, 0));
      if (draft.isPresent()) {
        return draft;
      }
    }
    return Optional.empty();
  }

  /** A SINGLE kernel of one step. */
  Draft whole(Node node) {
    List<Use> inputs = node.operands().stream().distinct().toList();
    List<Integer> operands = node.operands().stream().map(inputs::indexOf).toList();
    return new Draft(
        Form.SINGLE,
        node.shape(),
        0,
        List.of(new Program.Step(node.op(), operands, node.type())),
        inputs,
        List.of(new Draft.Write(inputs.size(), node)),
        node.origin(),
        List.of());
  }

  private static boolean isPart(Node node, Node scan) {
    return node.kind() == OpKind.PART && node.operands().get(0).node() == scan;
  }

  private Draft scan(SortedSet<Node> members) {
    Node scan = members.first();
    List<Draft.Write> parts = new ArrayList<>();
    for (Node node : members) {
      if (node.op() instanceof Op.Part part) {
        parts.add(new Draft.Write(part.index(), node));
      }
    }
    Draft single = whole(scan);
    Shape domain = parts.isEmpty() ? scan.shape() : parts.get(0).node().shape();
    Program body = bodies.apply(((Op.Scan) scan.op()).body());
    return new Draft(
        Form.SCAN,
        domain,
        0,
        single.steps(),
        single.inputs(),
        parts,
        single.origin(),
        List.of(body));
  }

  private Optional<Draft> reduction(SortedSet<Node> members, Node first) {
    Shape domain = first.operands().get(0).shape();
    List<Integer> axes = ((Op.Reduce) first.op()).axes();
    int rank = domain.rank();
    int count = axes.size();
    boolean trailing = axes.get(0) == rank - count;
    Frame frame =
        trailing
            ? new Frame(Form.ROWS, domain, count)
            : new Frame(Form.COLUMNS, domain, rank - count);
    for (Node node : members) {
      boolean other = node.op() instanceof Op.Reduce reduce && !reduce.axes().equals(axes);
      if (other || (node.kind() == OpKind.REDUCE && !frame.isDomain(node.operands().get(0)))) {
        return Optional.empty();
      }
    }
    return attempt(members, frame);
  }

  private Optional<Draft> attempt(SortedSet<Node> members, Frame frame) {
    Attempt attempt = new Attempt(members, frame);
    for (Node node : members) {
      attempt.member(node);
      if (attempt.fails) {
        return Optional.empty();
      }
    }
    return attempt.finish();
  }

  /** True if a value must be in memory after the kernel of {@code members}. */
  private boolean isNeeded(Node node, Set<Node> members) {
    return roots.contains(node)
        || recompute.dependents(node).stream().anyMatch(n -> !members.contains(n));
  }

  private static String origins(SortedSet<Node> members) {
    List<String> names =
        members.stream().map(Node::origin).filter(o -> !o.isEmpty()).distinct().toList();
    String text = names.stream().limit(MAX_ORIGINS).collect(Collectors.joining(", "));
    return names.size() > MAX_ORIGINS ? text + " …" : text;
  }

  /** The form of a kernel, and the shapes that its values may have. */
  private record Frame(Form form, Shape domain, int columns) {
    boolean isDomain(Use use) {
      return use.shape().equals(domain);
    }

    /** The shape of a reduction's result. */
    Shape reduced() {
      int rows = domain.rank() - columns;
      return form == Form.ROWS ? domain.part(0, rows) : domain.part(rows, domain.rank());
    }

    /** The shape under which a kernel computes a value, or empty if it cannot. */
    Optional<Shape> level(Node node) {
      Shape shape = node.shape();
      boolean rows = form == Form.ROWS;
      if (node.kind() == OpKind.REDUCE) {
        return Optional.of(reduced());
      }
      if (shape.equals(domain) || shape.isScalar() || (rows && shape.equals(reduced()))) {
        return Optional.of(shape);
      }
      if (node.kind() != OpKind.ELEMENTWISE && !Recompute.isFill(node)) {
        return Optional.empty();
      }
      if (node.elements().equals(domain.elements())) {
        return Optional.of(domain);
      }
      return rows && node.elements().equals(reduced().elements())
          ? Optional.of(reduced())
          : Optional.empty();
    }

    boolean isResult(Node node, Shape level) {
      return level.equals(domain)
          || (form == Form.ROWS && level.equals(reduced()))
          || (form == Form.COLUMNS && node.kind() == OpKind.REDUCE);
    }
  }

  /** One try to write a kernel. Numbers of inputs are negative until all are known. */
  private final class Attempt {
    private final SortedSet<Node> members;
    private final Frame frame;
    private final List<Use> inputs = new ArrayList<>();
    private final List<Program.Step> steps = new ArrayList<>();
    private final Map<Use, Integer> numbers = new HashMap<>();
    private final Map<Node, Shape> levels = new HashMap<>();
    private final Set<Integer> reduced = new HashSet<>();
    private boolean fails;

    Attempt(SortedSet<Node> members, Frame frame) {
      this.members = members;
      this.frame = frame;
    }

    void member(Node node) {
      Optional<Shape> level = frame.level(node);
      if (level.isEmpty()) {
        fails = true;
        return;
      }
      levels.put(node, level.get());
      compute(node, level.get());
    }

    /** Writes the step of a value at a level, unless it is there. */
    private int compute(Node node, Shape level) {
      Use key = new Use(node, level);
      Integer known = numbers.get(key);
      if (known != null) {
        return known;
      }
      int number =
          switch (node.kind()) {
            case LEAF -> leaf(node, level);
            case ELEMENTWISE -> step(node.op(), operands(node, level), node, level);
            case BROADCAST -> broadcast(node, level);
            case REDUCE -> step(node.op(), operands(node, frame.domain()), node, level);
            case GIVEN, WHOLE, SCAN, PART, SAME -> fail();
          };
      numbers.put(key, number);
      if (node.kind() == OpKind.REDUCE) {
        reduced.add(number);
      }
      return number;
    }

    private int fail() {
      fails = true;
      return 0;
    }

    private int step(Op op, List<Integer> operands, Node node, Shape level) {
      steps.add(new Program.Step(op, operands, new Use(node, level).type()));
      int number = steps.size() - 1;
      boolean after = operands.stream().anyMatch(reduced::contains);
      if (after) {
        reduced.add(number);
        // one row has no second pass: it is split among threads and its parts are combined
        fails |= frame.reduced().isScalar() && !level.isScalar();
      }
      return number;
    }

    private List<Integer> operands(Node node, Shape level) {
      return node.operands().stream().map(u -> read(node, u, level)).toList();
    }

    private int leaf(Node node, Shape level) {
      return level.equals(node.shape()) ? step(node.op(), List.of(), node, level) : fail();
    }

    private int broadcast(Node node, Shape level) {
      Use operand = node.operands().get(0);
      if (operand.shape().isScalar()) {
        int scalar = read(node, operand, Shape.SCALAR);
        return step(new Op.Broadcast(level, List.of()), List.of(scalar), node, level);
      }
      if (!level.equals(node.shape())) {
        return fail();
      }
      if (members.contains(operand.node())) {
        List<Integer> axes = ((Op.Broadcast) node.op()).axes();
        int rows = frame.domain().rank() - frame.columns();
        boolean fits = frame.form() == Form.ROWS && level.equals(frame.domain());
        if (!fits || !axes.equals(IntStream.range(0, rows).boxed().toList())) {
          return fail();
        }
      }
      int number = read(node, operand, operand.shape());
      return step(node.op(), List.of(number), node, level);
    }

    /** The number of an operand that is read under a shape. */
    private int read(Node user, Use use, Shape level) {
      Node node = use.node();
      if (recompute.isInline(user, use)) {
        return node.isScalar() && !level.isScalar()
            ? fill(compute(node, Shape.SCALAR), node, level)
            : compute(node, level);
      }
      if (!members.contains(node)) {
        return input(new Use(node, level));
      }
      Shape own = level(node);
      if (own.equals(level)) {
        return known(node, own);
      }
      return own.isScalar() ? fill(known(node, own), node, level) : fail();
    }

    /** The shape that a member is computed under. */
    private Shape level(Node member) {
      return Objects.requireNonNull(levels.get(member));
    }

    /** The number of a member's step. */
    private int known(Node member, Shape level) {
      return Objects.requireNonNull(numbers.get(new Use(member, level)));
    }

    private int fill(int scalar, Node node, Shape level) {
      Use key = new Use(node, level);
      if (!numbers.containsKey(key)) {
        Op fill = new Op.Broadcast(level, List.of());
        numbers.put(key, step(fill, List.of(scalar), node, level));
      }
      return numbers.get(key);
    }

    private int input(Use use) {
      int known = inputs.indexOf(use);
      if (known < 0) {
        inputs.add(use);
      }
      return known < 0 ? -inputs.size() : -known - 1;
    }

    Optional<Draft> finish() {
      List<Draft.Write> results = new ArrayList<>();
      for (Node node : members) {
        Shape level = level(node);
        if (isNeeded(node, members)) {
          fails |= !frame.isResult(node, level);
          results.add(new Draft.Write(number(known(node, level)), node));
        }
      }
      long buffers = results.size() + inputs.stream().map(Use::node).distinct().count();
      boolean large = steps.size() > MAX_STEPS || buffers > MAX_BUFFERS;
      if (fails || (large && members.size() > 1)) {
        return Optional.empty();
      }
      List<Program.Step> numbered = new ArrayList<>();
      for (Program.Step step : steps) {
        List<Integer> operands = step.operands().stream().map(this::number).toList();
        numbered.add(new Program.Step(step.op(), operands, step.type()));
      }
      return Optional.of(
          new Draft(
              frame.form(),
              frame.domain(),
              frame.columns(),
              numbered,
              inputs,
              results,
              origins(members),
              List.of()));
    }

    private int number(int provisional) {
      return provisional < 0 ? -provisional - 1 : inputs.size() + provisional;
    }
  }
}
