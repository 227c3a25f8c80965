package graft.accel.cpu.code;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a fused kernel computes, freed of shapes: nodes over accesses, each at a level.
 *
 * <p>Idea: the axes of the domain are merged into groups as far as every access goes through them
 * in one stride. The last group is the inner loop (for ROWS and COLUMNS: the columns), in which an
 * access moves by 1 or stays; the other groups are rows. A node that no inner access feeds is
 * computed once a row (level 1), or once (level 0). In ROWS each Reduce ends a stage: what needs
 * its result comes in a later loop over the same row.
 */
final class Recipe {
  /** Computed once, once a row, or in the inner loop. */
  static final int ONCE = 0;

  static final int ROW = 1;
  static final int INNER = 2;

  /** What a node is; the first three have no operands. */
  enum Kind {
    LOAD,
    INDEX,
    CONSTANT,
    UNARY,
    BINARY,
    COMPARE,
    SELECT,
    CAST,
    REDUCE
  }

  /**
   * @param name the function, as {@link ScalarOps} and {@link VectorOps} call it
   * @param place the access of LOAD and INDEX; for CONSTANT the index among reals or integers
   * @param stage how many loops over a row come before this is known
   */
  record Node(
      Kind kind,
      String name,
      DType dtype,
      List<Integer> operands,
      int level,
      int stage,
      int place) {
    Node {
      operands = List.copyOf(operands);
    }
  }

  /**
   * A way through a buffer.
   *
   * @param buffer its number, or -1 for an index, which lies nowhere
   * @param mask for each axis of the domain whether this moves along it
   */
  record Access(int buffer, DType dtype, List<Boolean> mask) {
    Access {
      mask = List.copyOf(mask);
    }

    boolean memory() {
      return buffer >= 0;
    }
  }

  /** A result: node to access; {@code level} INNER for shape D, else once a row. */
  record Store(int node, int access, int level) {}

  /** Adjacent axes of the domain from {@code from} to before {@code to}. */
  record Group(int from, int to) {}

  private static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final Program.Kernel kernel;
  private final int rank;
  private final int rowRank;
  private final List<Access> accesses = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Store> stores = new ArrayList<>();
  private final List<Double> reals = new ArrayList<>();
  private final List<Long> integers = new ArrayList<>();
  private final List<Dim> sizes = new ArrayList<>();
  private final List<Group> rowGroups = new ArrayList<>();
  private Optional<Group> inner = Optional.empty();

  private Recipe(Program.Kernel kernel) {
    this.kernel = kernel;
    rank = kernel.domain().rank();
    rowRank = kernel.form() == Form.LOOP ? rank : rank - kernel.columns();
  }

  /** The recipe of a LOOP, ROWS or COLUMNS kernel; empty if it must be cut into single steps. */
  static Optional<Recipe> of(Program.Kernel kernel) {
    Recipe recipe = new Recipe(kernel);
    try {
      recipe.analyse();
      return Optional.of(recipe);
    } catch (Unsupported e) {
      return Optional.empty();
    }
  }

  Form form() {
    return kernel.form();
  }

  Shape domain() {
    return kernel.domain();
  }

  List<Access> accesses() {
    return accesses;
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Store> stores() {
    return stores;
  }

  List<Group> rowGroups() {
    return rowGroups;
  }

  Optional<Group> inner() {
    return inner;
  }

  double[] reals() {
    return reals.stream().mapToDouble(x -> x).toArray();
  }

  /** Constants that are no fractions; the values of sizes come behind them. */
  List<Long> integers() {
    return integers;
  }

  List<Dim> sizes() {
    return sizes;
  }

  /** The level of an access. */
  int level(Access access) {
    if (inner.isPresent() && access.mask().get(inner.get().from())) {
      return INNER;
    }
    return rowGroups.stream().anyMatch(g -> access.mask().get(g.from())) ? ROW : ONCE;
  }

  // ---- from steps to nodes

  private record Raw(
      Kind kind, String name, TensorType type, List<Integer> operands, int place, Shape shape) {}

  private final List<Raw> raw = new ArrayList<>();
  private final Map<String, Integer> loads = new HashMap<>();

  private void analyse() throws Unsupported {
    int inputs = kernel.inputs().size();
    int[] value = new int[inputs + kernel.steps().size()];
    for (int i = 0; i < inputs; i++) {
      value[i] = -1;
    }
    for (int j = 0; j < kernel.steps().size(); j++) {
      value[inputs + j] = step(kernel.steps().get(j), value);
    }
    List<Integer> roots = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (Program.Result result : kernel.results()) {
      roots.add(operand(result.value(), value));
      shapes.add(type(result.value()).shape());
    }
    int[] number = live(roots);
    group();
    for (int i = 0; i < raw.size(); i++) {
      if (number[i] >= 0) {
        nodes.add(node(raw.get(i), number));
      }
    }
    for (int i = 0; i < roots.size(); i++) {
      Access access =
          new Access(
              kernel.results().get(i).buffer(),
              raw.get(roots.get(i)).type().dtype(),
              storeMask(shapes.get(i), raw.get(roots.get(i)).kind()));
      accesses.add(access);
      boolean whole = shapes.get(i).equals(kernel.domain());
      stores.add(new Store(number[roots.get(i)], accesses.size() - 1, whole ? INNER : ROW));
    }
  }

  private List<Boolean> storeMask(Shape shape, Kind kind) throws Unsupported {
    if (kernel.form() == Form.COLUMNS && kind == Kind.REDUCE) {
      return mask(rowRank, rank);
    }
    return maskOf(shape);
  }

  /** The type of a value of the kernel. */
  private TensorType type(int number) {
    int inputs = kernel.inputs().size();
    return number < inputs
        ? kernel.inputTypes().get(number)
        : kernel.steps().get(number - inputs).type();
  }

  private int step(Program.Step step, int[] value) throws Unsupported {
    Op op = step.op();
    TensorType type = step.type();
    if (op instanceof Op.Constant constant) {
      return constant(constant, type);
    }
    if (op instanceof Op.Size size) {
      sizes.add(size.dim());
      return add(new Raw(Kind.CONSTANT, "size", type, List.of(), sizes.size() - 1, type.shape()));
    }
    if (op instanceof Op.Iota iota) {
      maskOf(iota.shape());
      accesses.add(new Access(-1, type.dtype(), mask(iota.axis(), iota.axis() + 1)));
      return add(new Raw(Kind.INDEX, "index", type, List.of(), accesses.size() - 1, type.shape()));
    }
    if (op instanceof Op.Broadcast broadcast) {
      return broadcast(broadcast, step.operands().get(0), value);
    }
    if (op instanceof Op.Reshape) {
      return reshape(step, value);
    }
    if (op instanceof Op.StopGradient) {
      return operand(step.operands().get(0), value);
    }
    List<Integer> operands = new ArrayList<>();
    for (int i : step.operands()) {
      operands.add(operand(i, value));
    }
    if (op instanceof Op.Reduce reduce) {
      reduction(reduce);
    } else {
      maskOf(type.shape());
    }
    return add(new Raw(kind(op), name(op), type, operands, 0, type.shape()));
  }

  private int add(Raw node) {
    raw.add(node);
    return raw.size() - 1;
  }

  private int constant(Op.Constant op, TensorType type) {
    int place;
    if (op.dtype().isFloating()) {
      reals.add(op.number());
      place = reals.size() - 1;
    } else {
      integers.add(op.integer());
      place = integers.size() - 1;
    }
    return add(new Raw(Kind.CONSTANT, "constant", type, List.of(), place, type.shape()));
  }

  private void reduction(Op.Reduce op) throws Unsupported {
    List<Integer> expected = new ArrayList<>();
    boolean rows = kernel.form() == Form.ROWS;
    for (int i = rows ? rowRank : 0; i < (rows ? rank : rowRank); i++) {
      expected.add(i);
    }
    if (kernel.form() == Form.LOOP || !op.axes().equals(expected)) {
      throw new Unsupported();
    }
  }

  private int broadcast(Op.Broadcast op, int operand, int[] value) throws Unsupported {
    TensorType from = type(operand);
    if (operand < kernel.inputs().size()) {
      maskOf(op.shape());
      Boolean[] mask = new Boolean[rank];
      for (int i = 0; i < rank; i++) {
        mask[i] = op.axes().contains(i);
      }
      return load(operand, List.of(mask), new TensorType(from.dtype(), op.shape()));
    }
    boolean same = from.shape().isScalar() || from.shape().equals(op.shape());
    boolean rows = from.shape().equals(kernel.domain().part(0, rowRank));
    for (int i = 0; i < op.axes().size(); i++) {
      rows &= op.axes().get(i) == i;
    }
    if (!same && !(rows && op.shape().equals(kernel.domain()))) {
      throw new Unsupported();
    }
    return value[operand];
  }

  private int reshape(Program.Step step, int[] value) throws Unsupported {
    int operand = step.operands().get(0);
    TensorType type = step.type();
    TensorType from = type(operand);
    if (operand < kernel.inputs().size()) {
      return load(operand, maskOf(type.shape()), type);
    }
    if (!from.shape().equals(type.shape()) && !(single(from) && single(type))) {
      throw new Unsupported();
    }
    return value[operand];
  }

  private static boolean single(TensorType type) {
    return type.shape().dims().stream().allMatch(d -> d.is(1));
  }

  /** The node of a step's operand: of a step, or an input read as it is. */
  private int operand(int number, int[] value) throws Unsupported {
    if (number >= kernel.inputs().size()) {
      return value[number];
    }
    TensorType type = type(number);
    return load(number, maskOf(type.shape()), type);
  }

  private int load(int input, List<Boolean> mask, TensorType type) {
    int buffer = kernel.inputs().get(input);
    Integer known = loads.get(buffer + " " + mask);
    if (known != null) {
      return known;
    }
    accesses.add(new Access(buffer, type.dtype(), mask));
    int node = add(new Raw(Kind.LOAD, "load", type, List.of(), accesses.size() - 1, type.shape()));
    loads.put(buffer + " " + mask, node);
    return node;
  }

  /** The axes along which a dense value of that shape moves. */
  private List<Boolean> maskOf(Shape shape) throws Unsupported {
    if (shape.equals(kernel.domain())) {
      return mask(0, rank);
    }
    if (shape.isScalar()) {
      return mask(0, 0);
    }
    if (shape.equals(kernel.domain().part(0, rowRank))) {
      return mask(0, rowRank);
    }
    if (shape.dims().stream().allMatch(d -> d.is(1))) {
      return mask(0, 0);
    }
    throw new Unsupported();
  }

  private List<Boolean> mask(int from, int to) {
    Boolean[] mask = new Boolean[rank];
    for (int i = 0; i < rank; i++) {
      mask[i] = i >= from && i < to;
    }
    return List.of(mask);
  }

  /** Numbers for the nodes that the roots need, -1 for others; their accesses are dropped. */
  private int[] live(List<Integer> roots) {
    boolean[] needed = new boolean[raw.size()];
    roots.forEach(r -> needed[r] = true);
    for (int i = raw.size() - 1; i >= 0; i--) {
      if (needed[i]) {
        raw.get(i).operands().forEach(o -> needed[o] = true);
      }
    }
    int[] number = new int[raw.size()];
    int next = 0;
    List<Access> kept = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      number[i] = needed[i] ? next++ : -1;
      Raw r = raw.get(i);
      if (needed[i] && (r.kind() == Kind.LOAD || r.kind() == Kind.INDEX)) {
        kept.add(accesses.get(r.place()));
        raw.set(i, new Raw(r.kind(), r.name(), r.type(), List.of(), kept.size() - 1, r.shape()));
      }
    }
    accesses.clear();
    accesses.addAll(kept);
    return number;
  }

  /** Merges the axes of the domain; axes of fixed size 1 vanish. */
  private void group() throws Unsupported {
    List<Group> groups = new ArrayList<>();
    int boundary = kernel.form() == Form.LOOP ? -1 : rowRank;
    for (int axis = 0; axis < rank; axis++) {
      if (kernel.domain().dim(axis).is(1)) {
        continue;
      }
      Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
      boolean crossing = last != null && last.to() <= boundary && axis >= boundary;
      if (last != null && !crossing && mergeable(last.from(), axis)) {
        groups.set(groups.size() - 1, new Group(last.from(), axis + 1));
      } else {
        groups.add(new Group(axis, axis + 1));
      }
    }
    for (Group group : groups) {
      boolean innermost = group.equals(groups.get(groups.size() - 1));
      if (kernel.form() == Form.LOOP ? innermost : group.from() >= rowRank) {
        if (inner.isPresent()) {
          throw new Unsupported();
        }
        inner = Optional.of(group);
      } else {
        rowGroups.add(group);
      }
    }
  }

  private boolean mergeable(int a, int b) {
    for (Access access : accesses) {
      boolean differ = !access.mask().get(a).equals(access.mask().get(b));
      boolean index = !access.memory() && (access.mask().get(a) || access.mask().get(b));
      if (differ || index) {
        return false;
      }
    }
    return true;
  }

  private Node node(Raw r, int[] number) {
    List<Integer> operands = r.operands().stream().map(o -> number[o]).toList();
    int level = ONCE;
    int stage = 0;
    for (int o : operands) {
      level = Math.max(level, nodes.get(o).level());
      stage = Math.max(stage, nodes.get(o).stage());
    }
    if (r.kind() == Kind.LOAD || r.kind() == Kind.INDEX) {
      level = level(accesses.get(r.place()));
    }
    if (r.kind() == Kind.REDUCE) {
      level = ROW;
      stage++;
    }
    int place = r.name().equals("size") ? integers.size() + r.place() : r.place();
    return new Node(r.kind(), r.name(), r.type().dtype(), operands, level, stage, place);
  }

  private static Kind kind(Op op) throws Unsupported {
    if (op instanceof Op.Unary) {
      return Kind.UNARY;
    } else if (op instanceof Op.Binary) {
      return Kind.BINARY;
    } else if (op instanceof Op.Compare) {
      return Kind.COMPARE;
    } else if (op instanceof Op.Select) {
      return Kind.SELECT;
    } else if (op instanceof Op.Cast) {
      return Kind.CAST;
    } else if (op instanceof Op.Reduce) {
      return Kind.REDUCE;
    }
    throw new Unsupported();
  }

  private static String name(Op op) throws Unsupported {
    if (op instanceof Op.Unary unary) {
      return camel(unary.function().name());
    } else if (op instanceof Op.Binary binary) {
      return camel(binary.function().name());
    } else if (op instanceof Op.Compare compare) {
      return camel(compare.comparison().name());
    } else if (op instanceof Op.Select) {
      return "select";
    } else if (op instanceof Op.Cast cast) {
      return "to" + camel("_" + cast.dtype().name());
    } else if (op instanceof Op.Reduce reduce) {
      return camel(reduce.reduction().name());
    }
    throw new Unsupported();
  }

  /** IS_NAN → isNan, _F32 → F32. */
  private static String camel(String name) {
    StringBuilder text = new StringBuilder();
    for (String part : name.toLowerCase(Locale.ROOT).split("_")) {
      if (!part.isEmpty()) {
        boolean first = text.isEmpty() && !name.startsWith("_");
        text.append(
            first ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
      }
    }
    return text.toString();
  }

  /** The structure: kernels of equal keys run on one class. */
  String key() {
    StringBuilder text = new StringBuilder(kernel.form().name());
    for (Access access : accesses) {
      text.append(' ').append(access.dtype().text()).append(level(access));
      text.append(access.memory() ? "" : "i");
    }
    nodes.forEach(
        n ->
            text.append('\n')
                .append(n.name())
                .append(n.dtype().ordinal())
                .append(n.operands())
                .append(n.operands().isEmpty() ? "" + n.place() : "")
                .append('/')
                .append(n.level())
                .append('/')
                .append(n.stage()));
    stores.forEach(
        s ->
            text.append('\n')
                .append(s.node())
                .append('>')
                .append(s.access())
                .append('/')
                .append(s.level()));
    return text.toString();
  }
}
