package graft.accel.cpu.code;

import graft.accel.cpu.code.Recipe.Access;
import graft.accel.cpu.code.Recipe.Kind;
import graft.accel.cpu.code.Recipe.Node;
import graft.accel.cpu.code.Recipe.Store;
import graft.api.DType;
import graft.api.accel.Program.Form;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes the class of a {@link Recipe}: a prologue of scalars, a loop over rows, in it the stages'
 * loops over columns.
 *
 * <p>Vector loops go over whole vectors first. The rest of a row is one more turn of the same loop:
 * it reads beyond the row's end (arrays have slack), its results go to the worker's buffer, from
 * which the valid lanes are copied. So the loop holds no mask and no branch, and there is one copy
 * of its code for the JIT. Partial results of reductions stay in the worker's buffer between turns.
 */
final class Emitter implements Opcodes {
  private static final String FUSED = "graft/accel/cpu/code/Fused";
  private static final String SCALAR = "graft/accel/cpu/code/ScalarOps";
  private static final String VECTOR = "graft/accel/cpu/code/VectorOps";
  private static final String FOLDS = "graft/accel/cpu/code/Folds";
  private static final String LANE = "graft/accel/cpu/work/Lane";
  private static final String API = "jdk/incubator/vector/";
  private static final String RUN = "([Ljava/lang/Object;[I[I[III[D[JL" + LANE + ";)V";

  // Parameters of Fused.run.
  private static final int ARRAYS = 1;
  private static final int IDS = 2;
  private static final int AT = 3;
  private static final int STEP = 4;
  private static final int M = 5;
  private static final int N = 6;
  private static final int REALS = 7;
  private static final int INTEGERS = 8;
  private static final int LANES = 9;

  private final Recipe recipe;
  private final List<Node> nodes;
  private final List<Stage> stages;
  private final boolean vector;

  /** Lanes of a vector; 1 for scalar loops. */
  private final int width;

  private final Inliner inliner;
  private final MethodVisitor code;
  private int next = 10;

  // Locals: of accesses the array, the offset of the row and the distance of rows; of nodes the
  // scalar and the vector.
  private final int[] array;
  private final int[] offset;
  private final int[] step;
  private final int[] scalar;
  private final int[] inner;

  // Locals of worker buffers: floats, ints, bools; 0 if unused.
  private int floats;
  private int ints;
  private int bools;
  private int column;
  private int limit;
  private int turn;
  private int saved;

  private Emitter(Recipe recipe, int width, Inliner inliner, MethodVisitor code) {
    this.recipe = recipe;
    this.inliner = inliner;
    this.nodes = recipe.nodes();
    this.stages = Stage.of(recipe);
    this.vector = width > 1;
    this.width = width;
    this.code = code;
    array = new int[recipe.accesses().size()];
    offset = new int[array.length];
    step = new int[array.length];
    scalar = new int[nodes.size()];
    inner = new int[nodes.size()];
  }

  /** A class, and the number of bytes of its method. */
  record Result(byte[] bytes, int size) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return size;
    }
  }

  /** The class of a recipe, for vectors of that many lanes, or with 1 for scalars. */
  static Result emit(Recipe recipe, int width, Inliner inliner) {
    ClassWriter writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS) {
          @Override
          protected String getCommonSuperClass(String a, String b) {
            // Its default would load both by name, which no bundle's class loader promises.
            return "java/lang/Object";
          }
        };
    writer.visit(V17, ACC_PUBLIC | ACC_FINAL | ACC_SUPER, FUSED + "$Code", null, FUSED, null);
    MethodVisitor init = writer.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
    init.visitCode();
    init.visitVarInsn(ALOAD, 0);
    init.visitMethodInsn(INVOKESPECIAL, FUSED, "<init>", "()V", false);
    init.visitInsn(RETURN);
    init.visitMaxs(0, 0);
    init.visitEnd();
    MethodVisitor code = writer.visitMethod(ACC_PUBLIC, "run", RUN, null, null);
    code.visitCode();
    new Emitter(recipe, width, inliner, code).body();
    Label end = new Label();
    code.visitLabel(end);
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    byte[] bytes = writer.toByteArray();
    return new Result(bytes, end.getOffset());
  }

  // ---- structure

  private void body() {
    accesses();
    if (vector) {
      buffers();
    }
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).level() == Recipe.ONCE) {
        scalarNode(i);
      }
    }
    int row = local(1);
    constant(0);
    code.visitVarInsn(ISTORE, row);
    Label head = new Label();
    Label end = new Label();
    code.visitLabel(head);
    code.visitVarInsn(ILOAD, row);
    code.visitVarInsn(ILOAD, M);
    code.visitJumpInsn(IF_ICMPGE, end);
    row();
    for (int a = 0; a < array.length; a++) {
      code.visitVarInsn(ILOAD, offset[a]);
      code.visitVarInsn(ILOAD, step[a]);
      code.visitInsn(IADD);
      code.visitVarInsn(ISTORE, offset[a]);
    }
    code.visitIincInsn(row, 1);
    code.visitJumpInsn(GOTO, head);
    code.visitLabel(end);
    code.visitInsn(RETURN);
  }

  private void accesses() {
    for (int a = 0; a < array.length; a++) {
      Access access = recipe.accesses().get(a);
      if (access.memory()) {
        code.visitVarInsn(ALOAD, ARRAYS);
        element(IDS, a);
        code.visitInsn(AALOAD);
        code.visitTypeInsn(CHECKCAST, "[" + type(access.dtype()));
        array[a] = local(1);
        code.visitVarInsn(ASTORE, array[a]);
      }
      offset[a] = local(1);
      element(AT, a);
      code.visitVarInsn(ISTORE, offset[a]);
      step[a] = local(1);
      element(STEP, a);
      code.visitVarInsn(ISTORE, step[a]);
    }
    column = local(1);
    limit = local(1);
    turn = local(1);
  }

  /** ints[index] of the array in a local. */
  private void element(int local, int index) {
    code.visitVarInsn(ALOAD, local);
    constant(index);
    code.visitInsn(IALOAD);
  }

  /** Fetches the worker's buffers: reductions take two vectors each, results one, saved rows n. */
  private void buffers() {
    // Room for a saved row is n, rounded up to whole vectors, and one vector more.
    saved = local(1);
    code.visitVarInsn(ILOAD, N);
    constant(2 * width);
    code.visitInsn(IADD);
    constant(-width);
    code.visitInsn(IAND);
    code.visitVarInsn(ISTORE, saved);
    int rows = stages.stream().mapToInt(s -> s.save().size()).sum();
    int entries = 2 * nodes.size() + recipe.stores().size();
    for (DType dtype : List.of(DType.F32, DType.I32, DType.BOOL)) {
      constant(entries * width);
      code.visitVarInsn(ILOAD, saved);
      constant(dtype == DType.F32 ? rows : 0);
      code.visitInsn(IMUL);
      code.visitInsn(IADD);
      int size = local(1);
      code.visitVarInsn(ISTORE, size);
      code.visitVarInsn(ALOAD, LANES);
      code.visitVarInsn(ILOAD, size);
      String name = dtype == DType.F32 ? "floats" : dtype == DType.I32 ? "ints" : "bools";
      code.visitMethodInsn(INVOKEVIRTUAL, LANE, name, "(I)[" + type(dtype), false);
      int buffer = local(1);
      code.visitVarInsn(ASTORE, buffer);
      if (dtype == DType.F32) {
        floats = buffer;
      } else if (dtype == DType.I32) {
        ints = buffer;
      } else {
        bools = buffer;
      }
    }
  }

  private void row() {
    for (int s = 0; s < stages.size(); s++) {
      for (int i = 0; i < nodes.size(); i++) {
        Node node = nodes.get(i);
        if (node.level() == Recipe.ROW && node.stage() == s && node.kind() != Kind.REDUCE) {
          scalarNode(i);
        }
      }
      Stage stage = stages.get(s);
      if (!stage.isEmpty()) {
        if (vector) {
          vectorLoop(stage);
        } else {
          scalarLoop(stage);
        }
      }
    }
    if (recipe.form() != Form.COLUMNS) {
      for (Store store : recipe.stores()) {
        if (store.level() != Recipe.INNER) {
          code.visitVarInsn(ALOAD, array[store.access()]);
          code.visitVarInsn(ILOAD, offset[store.access()]);
          load(store.node());
          code.visitInsn(jvm(nodes.get(store.node()).dtype()).getOpcode(IASTORE));
        }
      }
    }
  }

  // ---- scalars

  /** Computes a node of level ONCE or ROW, or in scalar loops any, into a local. */
  private void scalarNode(int i) {
    Node node = nodes.get(i);
    DType dtype = node.dtype();
    switch (node.kind()) {
      case CONSTANT -> constantNode(node);
      case LOAD -> {
        code.visitVarInsn(ALOAD, array[node.place()]);
        position(node);
        code.visitInsn(jvm(dtype).getOpcode(IALOAD));
      }
      case INDEX -> {
        position(node);
        call(SCALAR, "to" + suffix(dtype), "(I)" + type(dtype));
      }
      default -> {
        StringBuilder signature = new StringBuilder("(");
        for (int o : node.operands()) {
          load(o);
          signature.append(type(nodes.get(o).dtype()));
        }
        call(SCALAR, node.name(), signature + ")" + type(dtype));
      }
    }
    store(i);
  }

  private void constantNode(Node node) {
    boolean real = node.dtype().isFloating();
    code.visitVarInsn(ALOAD, real ? REALS : INTEGERS);
    constant(node.place());
    code.visitInsn(real ? DALOAD : LALOAD);
    switch (node.dtype()) {
      case F32 -> code.visitInsn(D2F);
      case I32, BOOL -> code.visitInsn(L2I);
      default -> {}
    }
  }

  /** Pushes where an access is: the row's offset, in the inner loop plus the column. */
  private void position(Node node) {
    code.visitVarInsn(ILOAD, offset[node.place()]);
    if (node.level() == Recipe.INNER) {
      code.visitVarInsn(ILOAD, column);
      code.visitInsn(IADD);
    }
  }

  private void load(int node) {
    code.visitVarInsn(jvm(nodes.get(node).dtype()).getOpcode(ILOAD), scalar[node]);
  }

  private void store(int node) {
    Type type = jvm(nodes.get(node).dtype());
    if (scalar[node] == 0) {
      scalar[node] = local(type.getSize());
    }
    code.visitVarInsn(type.getOpcode(ISTORE), scalar[node]);
  }

  private void scalarLoop(Stage stage) {
    boolean columns = recipe.form() == Form.COLUMNS;
    int[] sum = new int[nodes.size()];
    for (int r : stage.reduces()) {
      if (!columns) {
        DType dtype = accumulator(nodes.get(r));
        sum[r] = local(jvm(dtype).getSize());
        identity(nodes.get(r).name(), dtype);
        code.visitVarInsn(jvm(dtype).getOpcode(ISTORE), sum[r]);
      }
    }
    constant(0);
    code.visitVarInsn(ISTORE, column);
    Label head = new Label();
    Label end = new Label();
    code.visitLabel(head);
    code.visitVarInsn(ILOAD, column);
    code.visitVarInsn(ILOAD, N);
    code.visitJumpInsn(IF_ICMPGE, end);
    for (int reload : stage.reload()) {
      scalarAgain(reload);
    }
    for (int i : stage.nodes()) {
      scalarNode(i);
    }
    for (int r : stage.reduces()) {
      if (columns) {
        scalarColumn(r);
      } else {
        DType dtype = accumulator(nodes.get(r));
        code.visitVarInsn(jvm(dtype).getOpcode(ILOAD), sum[r]);
        load(nodes.get(r).operands().get(0));
        if (dtype != nodes.get(r).dtype()) {
          code.visitInsn(F2D);
        }
        combine(nodes.get(r), dtype);
        code.visitVarInsn(jvm(dtype).getOpcode(ISTORE), sum[r]);
      }
    }
    for (Store store : stage.stores()) {
      code.visitVarInsn(ALOAD, array[store.access()]);
      storePosition(store.access());
      load(store.node());
      code.visitInsn(jvm(nodes.get(store.node()).dtype()).getOpcode(IASTORE));
    }
    code.visitIincInsn(column, 1);
    code.visitJumpInsn(GOTO, head);
    code.visitLabel(end);
    for (int r : stage.reduces()) {
      if (!columns) {
        DType dtype = accumulator(nodes.get(r));
        code.visitVarInsn(jvm(dtype).getOpcode(ILOAD), sum[r]);
        if (dtype != nodes.get(r).dtype()) {
          code.visitInsn(D2F);
        }
        store(r);
      }
    }
  }

  /** Scalar loops save nothing: a value of an earlier loop is computed again. */
  private void scalarAgain(int node) {
    for (int o : nodes.get(node).operands()) {
      if (nodes.get(o).level() == Recipe.INNER) {
        scalarAgain(o);
      }
    }
    scalarNode(node);
  }

  private void scalarColumn(int r) {
    int access = columnAccess(r);
    code.visitVarInsn(ALOAD, array[access]);
    storePosition(access);
    code.visitInsn(DUP2);
    DType dtype = nodes.get(r).dtype();
    code.visitInsn(jvm(dtype).getOpcode(IALOAD));
    load(nodes.get(r).operands().get(0));
    combine(nodes.get(r), dtype);
    code.visitInsn(jvm(dtype).getOpcode(IASTORE));
  }

  private int columnAccess(int reduce) {
    for (Store store : recipe.stores()) {
      if (store.node() == reduce) {
        return store.access();
      }
    }
    throw new IllegalStateException("a reduction over rows that is no result");
  }

  private void storePosition(int access) {
    code.visitVarInsn(ILOAD, offset[access]);
    code.visitVarInsn(ILOAD, column);
    code.visitInsn(IADD);
  }

  /** One chain of f32 sums would lose digits in long rows. */
  private static DType accumulator(Node reduce) {
    boolean sum = reduce.name().equals("sum") || reduce.name().equals("product");
    return sum && reduce.dtype() == DType.F32 ? DType.F64 : reduce.dtype();
  }

  private void combine(Node reduce, DType dtype) {
    String t = type(dtype);
    call(SCALAR, operation(reduce.name()), "(" + t + t + ")" + t);
  }

  private static String operation(String reduction) {
    return switch (reduction) {
      case "sum" -> "add";
      case "product" -> "multiply";
      case "max" -> "maximum";
      case "min" -> "minimum";
      default -> throw new IllegalArgumentException(reduction);
    };
  }

  private void identity(String reduction, DType dtype) {
    double value = Folds.identity(reduction);
    switch (dtype) {
      case F32 -> code.visitLdcInsn((float) value);
      case F64 -> code.visitLdcInsn(value);
      case I32 -> code.visitLdcInsn((int) value);
      case I64 -> code.visitLdcInsn((long) value);
      case BOOL -> constant(value > 0 ? 1 : 0);
      case STRING -> throw DType.notInTensors();
    }
  }

  // ---- vectors

  /**
   * Pushes the vector of a node. A scalar is spread at each use: C2 takes that out of the loop,
   * while a vector in a local across the loop's head keeps an object alive.
   */
  private void vector(int i) {
    DType dtype = nodes.get(i).dtype();
    if (nodes.get(i).level() == Recipe.INNER) {
      code.visitVarInsn(ALOAD, inner[i]);
    } else if (dtype == DType.F32) {
      code.visitFieldInsn(GETSTATIC, VECTOR, "F", "L" + API + "VectorSpecies;");
      load(i);
      call(API + "FloatVector", "broadcast", "(L" + API + "VectorSpecies;F)" + vec(dtype));
    } else {
      load(i);
      call(VECTOR, "splat", "(" + type(dtype) + ")" + vec(dtype));
    }
  }

  private void vectorLoop(Stage stage) {
    boolean columns = recipe.form() == Form.COLUMNS;
    if (!columns) {
      for (int r : stage.reduces()) {
        buffer(nodes.get(r).dtype());
        constant(2 * r * width);
        constant((2 * r + 2) * width);
        identity(nodes.get(r).name(), nodes.get(r).dtype());
        String t = type(nodes.get(r).dtype());
        call(FOLDS, "fill", "([" + t + "II" + t + ")V");
      }
    }
    // Where results go: first into place, in the last turn to the worker's buffer.
    int[] target = new int[array.length];
    int[] place = new int[array.length];
    for (Store store : stage.stores()) {
      int a = store.access();
      target[a] = local(1);
      place[a] = local(1);
      code.visitVarInsn(ALOAD, array[a]);
      code.visitVarInsn(ASTORE, target[a]);
      code.visitVarInsn(ILOAD, offset[a]);
      code.visitVarInsn(ISTORE, place[a]);
    }
    constant(0);
    code.visitVarInsn(ISTORE, column);
    constant(0);
    code.visitVarInsn(ISTORE, turn);
    code.visitVarInsn(ILOAD, N);
    constant(-width);
    code.visitInsn(IAND);
    code.visitVarInsn(ISTORE, limit);

    Label again = new Label();
    Label done = new Label();
    code.visitLabel(again);
    int[] sum = new int[nodes.size()];
    if (!columns) {
      for (int r : stage.reduces()) {
        buffer(nodes.get(r).dtype());
        partial(r);
        vectorLoad(nodes.get(r).dtype());
        sum[r] = local(1);
        code.visitVarInsn(ASTORE, sum[r]);
      }
    }
    Label head = new Label();
    Label end = new Label();
    code.visitLabel(head);
    code.visitVarInsn(ILOAD, column);
    code.visitVarInsn(ILOAD, limit);
    code.visitJumpInsn(IF_ICMPGE, end);
    vectorBody(stage, columns, sum, target, place);
    code.visitIincInsn(column, width);
    code.visitJumpInsn(GOTO, head);
    code.visitLabel(end);
    if (!columns) {
      for (int r : stage.reduces()) {
        code.visitVarInsn(ALOAD, sum[r]);
        buffer(nodes.get(r).dtype());
        partial(r);
        vectorStore(nodes.get(r).dtype());
      }
    }
    code.visitVarInsn(ILOAD, column);
    code.visitVarInsn(ILOAD, N);
    code.visitJumpInsn(IF_ICMPGE, done);
    for (Store store : stage.stores()) {
      int a = store.access();
      buffer(recipe.accesses().get(a).dtype());
      code.visitVarInsn(ASTORE, target[a]);
      constant(tail(a));
      code.visitVarInsn(ILOAD, column);
      code.visitInsn(ISUB);
      code.visitVarInsn(ISTORE, place[a]);
    }
    constant(width);
    code.visitVarInsn(ISTORE, turn);
    code.visitVarInsn(ILOAD, N);
    code.visitVarInsn(ISTORE, limit);
    code.visitJumpInsn(GOTO, again);
    code.visitLabel(done);
    rest(stage, columns);
    if (!columns) {
      for (int r : stage.reduces()) {
        String t = type(nodes.get(r).dtype());
        buffer(nodes.get(r).dtype());
        constant(2 * r * width);
        constant(width);
        call(FOLDS, nodes.get(r).name(), "([" + t + "II)" + t);
        store(r);
      }
    }
  }

  /** Where in the worker's buffer a result's last vector goes. */
  private int tail(int access) {
    int index = 0;
    while (recipe.stores().get(index).access() != access) {
      index++;
    }
    return (2 * nodes.size() + index) * width;
  }

  /** Pushes where the partial results of a reduction are: of the last turn one vector on. */
  private void partial(int r) {
    constant(2 * r * width);
    code.visitVarInsn(ILOAD, turn);
    code.visitInsn(IADD);
  }

  private void vectorBody(Stage stage, boolean columns, int[] sum, int[] target, int[] place) {
    for (int i : stage.reload()) {
      savedRow(i);
      vectorLoad(DType.F32);
      vectorSet(i);
    }
    for (int i : stage.nodes()) {
      vectorNode(i);
      if (stage.save().contains(i)) {
        code.visitVarInsn(ALOAD, inner[i]);
        savedRow(i);
        vectorStore(DType.F32);
      }
    }
    for (int r : stage.reduces()) {
      Node node = nodes.get(r);
      if (columns) {
        int access = columnAccess(r);
        code.visitVarInsn(ALOAD, array[access]);
        storePosition(access);
        vectorLoad(node.dtype());
      } else {
        code.visitVarInsn(ALOAD, sum[r]);
      }
      vector(node.operands().get(0));
      vectorCall(operation(node.name()), List.of(node.dtype(), node.dtype()), node.dtype());
      if (columns) {
        int access = columnAccess(r);
        code.visitVarInsn(ALOAD, array[access]);
        storePosition(access);
        vectorStore(node.dtype());
      } else {
        code.visitVarInsn(ASTORE, sum[r]);
      }
    }
    for (Store store : stage.stores()) {
      int a = store.access();
      vector(store.node());
      code.visitVarInsn(ALOAD, target[a]);
      code.visitVarInsn(ILOAD, place[a]);
      code.visitVarInsn(ILOAD, column);
      code.visitInsn(IADD);
      vectorStore(nodes.get(store.node()).dtype());
    }
  }

  /** After the last turn: the valid lanes go where they belong. */
  private void rest(Stage stage, boolean columns) {
    Label none = new Label();
    code.visitVarInsn(ILOAD, turn);
    code.visitJumpInsn(IFEQ, none);
    for (Store store : stage.stores()) {
      int a = store.access();
      buffer(recipe.accesses().get(a).dtype());
      constant(tail(a));
      code.visitVarInsn(ALOAD, array[a]);
      code.visitVarInsn(ILOAD, offset[a]);
      code.visitVarInsn(ILOAD, N);
      constant(-width);
      code.visitInsn(IAND);
      code.visitInsn(IADD);
      valid();
      code.visitMethodInsn(
          INVOKESTATIC,
          "java/lang/System",
          "arraycopy",
          "(Ljava/lang/Object;ILjava/lang/Object;II)V",
          false);
    }
    if (!columns) {
      for (int r : stage.reduces()) {
        buffer(nodes.get(r).dtype());
        constant(2 * r * width);
        constant(width);
        valid();
        call(FOLDS, nodes.get(r).name() + "Rest", "([" + type(nodes.get(r).dtype()) + "III)V");
      }
    }
    code.visitLabel(none);
  }

  /** Pushes how many lanes of the last turn are valid. */
  private void valid() {
    code.visitVarInsn(ILOAD, N);
    constant(width - 1);
    code.visitInsn(IAND);
  }

  /** Pushes buffer and position of a node in its saved row. */
  private void savedRow(int node) {
    int index = 0;
    for (Stage stage : stages) {
      for (int i : stage.save()) {
        if (i == node) {
          code.visitVarInsn(ALOAD, floats);
          code.visitVarInsn(ILOAD, saved);
          constant(index);
          code.visitInsn(IMUL);
          constant((2 * nodes.size() + recipe.stores().size()) * width);
          code.visitInsn(IADD);
          code.visitVarInsn(ILOAD, column);
          code.visitInsn(IADD);
          return;
        }
        index++;
      }
    }
    throw new IllegalStateException("node " + node + " is not saved");
  }

  private void vectorNode(int i) {
    Node node = nodes.get(i);
    if (node.kind() == Kind.LOAD) {
      code.visitVarInsn(ALOAD, array[node.place()]);
      position(node);
      vectorLoad(node.dtype());
    } else if (node.kind() == Kind.INDEX) {
      position(node);
      call(VECTOR, "index" + suffix(node.dtype()), "(I)" + vec(node.dtype()));
    } else {
      node.operands().forEach(this::vector);
      List<DType> types = node.operands().stream().map(o -> nodes.get(o).dtype()).toList();
      vectorCall(node.name(), types, node.dtype());
    }
    vectorSet(i);
  }

  private void vectorSet(int i) {
    if (inner[i] == 0) {
      inner[i] = local(1);
    }
    code.visitVarInsn(ASTORE, inner[i]);
  }

  /** (array, position) → vector. */
  private void vectorLoad(DType dtype) {
    if (dtype == DType.F32) {
      // The species goes under array and position: fromArray(species, array, position).
      code.visitFieldInsn(GETSTATIC, VECTOR, "F", "L" + API + "VectorSpecies;");
      code.visitInsn(DUP_X2);
      code.visitInsn(POP);
      call(API + "FloatVector", "fromArray", "(L" + API + "VectorSpecies;[FI)" + vec(DType.F32));
    } else {
      call(VECTOR, "load", "([" + type(dtype) + "I)" + vec(dtype));
    }
  }

  /** (vector, array, position) → nothing. */
  private void vectorStore(DType dtype) {
    if (dtype == DType.F32) {
      code.visitMethodInsn(INVOKEVIRTUAL, API + "FloatVector", "intoArray", "([FI)V", false);
    } else {
      call(VECTOR, "store", "(" + vec(dtype) + "[" + type(dtype) + "I)V");
    }
  }

  private void vectorCall(String name, List<DType> operands, DType result) {
    String own = operands.get(0) == DType.F32 ? own(name) : "";
    if (!own.isEmpty()) {
      String second = operands.size() > 1 ? "L" + API + "Vector;" : "";
      code.visitMethodInsn(
          INVOKEVIRTUAL, API + "FloatVector", own, "(" + second + ")" + vec(DType.F32), false);
      return;
    }
    call(VECTOR, name, signature(operands) + vec(result));
  }

  /** The vector's own method, or nothing: shorter than a copy of ours. */
  private static String own(String name) {
    return switch (name) {
      case "add" -> "add";
      case "subtract" -> "sub";
      case "multiply" -> "mul";
      case "divide" -> "div";
      case "negate" -> "neg";
      case "abs" -> "abs";
      case "sqrt" -> "sqrt";
      default -> "";
    };
  }

  static String signature(List<DType> operands) {
    StringBuilder signature = new StringBuilder("(");
    operands.forEach(o -> signature.append(vec(o)));
    return signature.append(')').toString();
  }

  // ---- bytecode

  private void buffer(DType dtype) {
    code.visitVarInsn(ALOAD, dtype == DType.F32 ? floats : dtype == DType.I32 ? ints : bools);
  }

  private int local(int size) {
    next += size;
    return next - size;
  }

  private void constant(int value) {
    if (value >= -1 && value <= 5) {
      code.visitInsn(ICONST_0 + value);
    } else if (value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE) {
      code.visitIntInsn(BIPUSH, value);
    } else if (value >= Short.MIN_VALUE && value <= Short.MAX_VALUE) {
      code.visitIntInsn(SIPUSH, value);
    } else {
      code.visitLdcInsn(value);
    }
  }

  private void call(String owner, String name, String descriptor) {
    if (owner.equals(VECTOR)) {
      inliner.call(code, owner, name, descriptor, next);
    } else {
      code.visitMethodInsn(INVOKESTATIC, owner, name, descriptor, false);
    }
  }

  private static Type jvm(DType dtype) {
    return Type.getType(type(dtype));
  }

  static String type(DType dtype) {
    return switch (dtype) {
      case F32 -> "F";
      case F64 -> "D";
      case I32 -> "I";
      case I64 -> "J";
      case BOOL -> "Z";
      case STRING -> throw DType.notInTensors();
    };
  }

  private static String suffix(DType dtype) {
    return dtype == DType.BOOL ? "Bool" : dtype.name();
  }

  private static String vec(DType dtype) {
    return switch (dtype) {
      case F32 -> "L" + API + "FloatVector;";
      case I32 -> "L" + API + "IntVector;";
      case BOOL -> "L" + API + "VectorMask;";
      case F64, I64 -> "none";
      case STRING -> throw DType.notInTensors();
    };
  }
}
