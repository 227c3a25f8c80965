package graft.accel.cpu.code;

import graft.accel.cpu.code.Recipe.Kind;
import graft.accel.cpu.code.Recipe.Node;
import graft.accel.cpu.kernel.VectorMath;
import graft.api.DType;
import graft.api.Dim;
import graft.api.GraftException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The classes of fused kernels by structure; bounded, the one unused for longest goes first. */
public final class FusedClasses {
  private static final int LIMIT = 1_000;

  /** From how many elements on a kernel runs on vectors; {@link Code} says why. */
  public static final int MANY = 16_384;

  /** How many steps a scan is taken to have, in each of which a kernel of its body runs. */
  private static final int STEPS = 64;

  /** HotSpot never compiles longer methods. */
  private static final int LONGEST = 8_000;

  /** Inner loops of at most this fixed size are not worth a vector. */
  private static final int SHORT = 4;

  private final int width;
  private final int many;
  private final Inliner inliner;
  private final Set<String> vectorOps = new HashSet<>();
  private final Map<String, Fused> classes = new LinkedHashMap<>(64, 0.75f, true);
  private int defined;
  private @Nullable FusedClasses inScans;

  /** Classes on the Vector API for kernels over at least {@code many} elements, or on scalars. */
  public FusedClasses(boolean vector, int many) {
    this.many = many;
    width = vector ? VectorOps.lanes() : 1;
    inliner =
        vector
            ? new Inliner(List.of(VectorOps.class, VectorMath.class), List.of("large"))
            : new Inliner(List.of(), List.of());
    if (vector) {
      for (Method method : VectorOps.class.getMethods()) {
        String descriptor =
            MethodType.methodType(void.class, method.getParameterTypes())
                .toMethodDescriptorString();
        vectorOps.add(method.getName() + descriptor.substring(0, descriptor.length() - 1));
      }
    }
  }

  /** How many classes were defined so far. */
  public synchronized int defined() {
    return defined + (inScans == null ? 0 : inScans.defined());
  }

  /** For bodies of scans: their kernels run often, so vectors pay from fewer elements on. */
  public synchronized FusedClasses inScans() {
    FusedClasses known = inScans;
    if (known == null) {
      known = new FusedClasses(width > 1, many / STEPS);
      inScans = known;
    }
    return known;
  }

  /**
   * The code of a recipe; empty if its methods would be too long to be compiled. Where sizes are
   * open, code for few and for many elements is there from the start: another size defines nothing.
   */
  synchronized Optional<Code> of(Recipe recipe) {
    Optional<Dim> fixed = Optional.of(recipe.domain().elements()).filter(Dim::isFixed);
    boolean vector = width > 1 && vectorisable(recipe);
    boolean few = !vector || fixed.map(d -> d.size() < many).orElse(true);
    boolean large = vector && fixed.map(d -> d.size() >= many).orElse(true);
    Optional<Fused> small = few ? of(recipe, false) : Optional.empty();
    Optional<Fused> big = large ? of(recipe, true) : Optional.empty();
    boolean tooLong = (few && small.isEmpty()) || (large && big.isEmpty());
    return tooLong
        ? Optional.empty()
        : small.or(() -> big).map(s -> new Code(s, big.orElse(s), many));
  }

  private Optional<Fused> of(Recipe recipe, boolean vector) {
    String key = (vector ? "vector " : "scalar ") + recipe.key();
    Fused known = classes.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Emitter.Result result = Emitter.emit(recipe, vector ? width : 1, inliner);
    if (result.size() >= LONGEST) {
      return Optional.empty();
    }
    Fused fused = define(result.bytes());
    classes.put(key, fused);
    if (classes.size() > LIMIT) {
      classes.remove(classes.keySet().iterator().next());
    }
    return Optional.of(fused);
  }

  private Fused define(byte[] bytes) {
    defined++;
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
      return (Fused)
          lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (Throwable e) {
      throw new GraftException(
          "cpu", "a generated kernel is refused by the JVM: " + e, "report this with the program");
    }
  }

  private boolean vectorisable(Recipe recipe) {
    boolean narrow =
        recipe.inner().isEmpty()
            || (recipe.inner().get().to() - recipe.inner().get().from() == 1
                && recipe.domain().dim(recipe.inner().get().from()).isFixed()
                && recipe.domain().dim(recipe.inner().get().from()).size() <= SHORT);
    if (narrow) {
      return false;
    }
    for (Node node : recipe.nodes()) {
      boolean inner = node.level() == Recipe.INNER;
      if ((inner || node.kind() == Kind.REDUCE) && !vectorisable(recipe, node)) {
        return false;
      }
    }
    return recipe.stores().stream()
        .allMatch(
            s -> s.level() != Recipe.INNER || vectorType(recipe.nodes().get(s.node()).dtype()));
  }

  private boolean vectorisable(Recipe recipe, Node node) {
    return switch (node.kind()) {
      case LOAD, REDUCE -> vectorType(node.dtype());
      case INDEX -> node.dtype() == DType.F32 || node.dtype() == DType.I32;
      case CONSTANT, UNARY, BINARY, COMPARE, SELECT, CAST -> {
        List<DType> types =
            node.operands().stream().map(o -> recipe.nodes().get(o).dtype()).toList();
        yield vectorOps.contains(node.name() + Emitter.signature(types));
      }
    };
  }

  private static boolean vectorType(DType dtype) {
    return dtype == DType.F32 || dtype == DType.I32 || dtype == DType.BOOL;
  }
}
