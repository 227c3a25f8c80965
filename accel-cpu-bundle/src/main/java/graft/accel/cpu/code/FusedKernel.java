package graft.accel.cpu.code;

import graft.accel.cpu.work.Binding;
import graft.accel.cpu.work.Lowered;
import graft.accel.cpu.work.Slots;
import graft.accel.cpu.work.Work;
import graft.api.DType;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Makes LOOP, ROWS and COLUMNS kernels ready to run on generated code. */
public final class FusedKernel {
  /** The open size that stands for the number of pieces of a long row; no program can name it. */
  private static final String PIECES = "#pieces";

  private FusedKernel() {}

  /** The kernel made ready; empty if it must be cut into single steps. */
  public static Optional<Lowered> of(Program.Kernel kernel, FusedClasses classes, Slots slots) {
    if (kernel.form() == Form.COLUMNS) {
      return columns(kernel, classes, slots);
    }
    boolean full = kernel.form() == Form.ROWS && kernel.columns() == kernel.domain().rank();
    boolean small =
        kernel.domain().isFixed() && kernel.domain().elements().size() <= FusedWork.CHUNK;
    return full && !small ? pieces(kernel, classes, slots) : plain(kernel, classes, false);
  }

  private static Optional<Lowered> plain(
      Program.Kernel kernel, FusedClasses classes, boolean chunked) {
    return Recipe.of(kernel)
        .flatMap(
            recipe ->
                classes
                    .of(recipe)
                    .map(code -> b -> List.of(new FusedWork(recipe, code, b, chunked))));
  }

  /** Partial results of blocks of rows, then their fold. */
  private static Optional<Lowered> columns(
      Program.Kernel kernel, FusedClasses classes, Slots slots) {
    record Fold(String reduction, DType dtype, int slot, int target) {}
    List<Program.Result> results = new ArrayList<>();
    List<Fold> folds = new ArrayList<>();
    for (Program.Result result : kernel.results()) {
      int j = result.value() - kernel.inputs().size();
      if (j >= 0 && kernel.steps().get(j).op() instanceof Op.Reduce) {
        int slot = slots.take();
        Op.Reduce reduce = (Op.Reduce) kernel.steps().get(j).op();
        String name = reduce.reduction().name().toLowerCase(java.util.Locale.ROOT);
        DType dtype = kernel.steps().get(j).type().dtype();
        folds.add(new Fold(name, dtype, slot, result.buffer()));
        results.add(new Program.Result(result.value(), slot));
      } else {
        results.add(result);
      }
    }
    Optional<Recipe> recipe = Recipe.of(with(kernel, kernel.steps(), results));
    return recipe.flatMap(
        r ->
            classes
                .of(r)
                .map(
                    code ->
                        b -> {
                          List<Work> works = new ArrayList<>();
                          FusedWork work = new FusedWork(r, code, b, false);
                          works.add(work);
                          for (Fold f : folds) {
                            int n = work.columns();
                            int blocks = work.partials();
                            b.reserve(f.slot(), f.dtype(), (long) blocks * FusedWork.padded(n));
                            works.add(
                                new FoldWork(b, f.reduction(), f.slot(), f.target(), blocks, n));
                          }
                          return works;
                        }));
  }

  private static Program.Kernel with(
      Program.Kernel kernel, List<Program.Step> steps, List<Program.Result> results) {
    return new Program.Kernel(
        kernel.form(),
        kernel.domain(),
        kernel.columns(),
        steps,
        kernel.inputs(),
        kernel.inputTypes(),
        results,
        kernel.origin(),
        List.of());
  }

  /**
   * A reduction of everything: one kernel with a partial result for each piece, then a small one
   * that reduces those and does what depends on the results.
   */
  private static Optional<Lowered> pieces(
      Program.Kernel kernel, FusedClasses classes, Slots slots) {
    int inputs = kernel.inputs().size();
    boolean[] after = after(kernel);
    List<Program.Result> first = new ArrayList<>();
    List<Integer> buffers = new ArrayList<>(kernel.inputs());
    List<TensorType> types = new ArrayList<>(kernel.inputTypes());
    int[] slotOf = new int[kernel.steps().size()];
    for (int j = 0; j < slotOf.length; j++) {
      Program.Step step = kernel.steps().get(j);
      if (step.op() instanceof Op.Reduce) {
        slotOf[j] = slots.take();
        first.add(new Program.Result(inputs + j, slotOf[j]));
        buffers.add(slotOf[j]);
        types.add(new TensorType(step.type().dtype(), Shape.SCALAR.append(Dim.open(PIECES))));
      }
    }
    List<Program.Step> steps = new ArrayList<>();
    List<Program.Result> second = new ArrayList<>();
    int[] number = new int[inputs + slotOf.length];
    int reduces = 0;
    for (int i = 0; i < number.length; i++) {
      int j = i - inputs;
      if (j < 0) {
        number[i] = i;
      } else if (kernel.steps().get(j).op() instanceof Op.Reduce) {
        Op.Reduce reduce = (Op.Reduce) kernel.steps().get(j).op();
        number[i] = buffers.size() + steps.size();
        steps.add(
            new Program.Step(
                new Op.Reduce(reduce.reduction(), List.of(0)),
                List.of(inputs + reduces++),
                kernel.steps().get(j).type()));
      } else if (kernel.steps().get(j).type().shape().isScalar()) {
        number[i] = buffers.size() + steps.size();
        List<Integer> operands =
            kernel.steps().get(j).operands().stream().map(o -> number[o]).toList();
        steps.add(
            new Program.Step(kernel.steps().get(j).op(), operands, kernel.steps().get(j).type()));
      }
    }
    for (Program.Result result : kernel.results()) {
      boolean scalar = typeOf(kernel, result.value()).shape().isScalar();
      (scalar ? second : first)
          .add(scalar ? new Program.Result(number[result.value()], result.buffer()) : result);
      if (!scalar && after[result.value()]) {
        return Optional.empty();
      }
    }
    Program.Kernel end =
        new Program.Kernel(
            Form.ROWS,
            Shape.SCALAR.append(Dim.open(PIECES)),
            1,
            steps,
            buffers,
            types,
            second,
            kernel.origin(),
            List.of());
    Optional<Recipe> start = Recipe.of(with(kernel, kernel.steps(), first));
    Optional<Recipe> finish = Recipe.of(end);
    if (start.isEmpty() || finish.isEmpty()) {
      return Optional.empty();
    }
    Optional<Code> startCode = classes.of(start.get());
    Optional<Code> finishCode = classes.of(finish.get());
    if (startCode.isEmpty() || finishCode.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        b -> {
          FusedWork work = new FusedWork(start.get(), startCode.get(), b, true);
          for (int j = 0; j < slotOf.length; j++) {
            if (slotOf[j] > 0) {
              b.reserve(slotOf[j], kernel.steps().get(j).type().dtype(), work.partials());
            }
          }
          ToLongFunction<String> sizes =
              name -> name.equals(PIECES) ? work.partials() : b.sizes().applyAsLong(name);
          Binding inner = b.with(sizes);
          return List.of(work, new FusedWork(finish.get(), finishCode.get(), inner, false));
        });
  }

  /** For each value of a kernel whether it depends on a reduction. */
  private static boolean[] after(Program.Kernel kernel) {
    int inputs = kernel.inputs().size();
    boolean[] after = new boolean[inputs + kernel.steps().size()];
    for (int j = 0; j < kernel.steps().size(); j++) {
      Program.Step step = kernel.steps().get(j);
      boolean any = step.op() instanceof Op.Reduce;
      for (int o : step.operands()) {
        any |= after[o];
      }
      after[inputs + j] = any;
    }
    return after;
  }

  private static TensorType typeOf(Program.Kernel kernel, int value) {
    int inputs = kernel.inputs().size();
    return value < inputs
        ? kernel.inputTypes().get(value)
        : kernel.steps().get(value - inputs).type();
  }
}
