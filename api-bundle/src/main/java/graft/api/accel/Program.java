package graft.api.accel;

import graft.api.DType;
import graft.api.Op;
import graft.api.Shape;
import graft.api.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A graph made ready to run: kernels over numbered buffers, in order. Plain data, which can be
 * printed, compared and shipped; sizes that are open stay expressions and are given to each run.
 *
 * <p>A run does all kernels before {@code commit}, then looks at the guard: if its value is false
 * it stops there and nothing has changed. Else it does the kernels from {@code commit} on, which
 * alone write to STATE buffers.
 *
 * @param buffers buffer i has number i
 * @param kernels in order of execution
 * @param commit the number of the first kernel that may write state
 * @param guard the buffer (a scalar bool) that decides on the commit, or -1 if there is none
 * @param ports what is bound from outside: data and state
 */
public record Program(
    List<Buffer> buffers, List<Kernel> kernels, int commit, int guard, List<Port> ports) {

  /** Where a buffer's memory comes from. */
  public enum Place {
    /** Bound by the caller and only read. */
    INPUT,
    /** Bound by the caller; read, and written by kernels from {@code commit} on. */
    STATE,
    /** Bound by the caller; written once, and then may be read. */
    OUTPUT,
    /** In the executable's arena, alive from kernel {@code first} to kernel {@code last}. */
    TEMP
  }

  /**
   * A tensor in memory, row-major and dense. A kernel may read and write it under any shape of the
   * same number of elements (a Reshape costs nothing): {@link Kernel#inputTypes} and the types of
   * steps say what a kernel sees.
   *
   * @param first the first kernel that writes it (TEMP; else -1)
   * @param last the last kernel that reads it (TEMP; else -1)
   * @param alias the TEMP buffer whose memory this one takes over, or -1: a LOOP kernel reads that
   *     one for the last time, element by element, as it writes this one
   */
  public record Buffer(
      int id, DType dtype, Shape shape, Place place, int first, int last, int alias) {
    @Override
    public String toString() {
      String life = place == Place.TEMP ? "[" + first + ".." + last + "]" : "";
      return "b"
          + id
          + " "
          + dtype.text()
          + shape
          + " "
          + place.name().toLowerCase(Locale.ROOT)
          + life
          + (alias < 0 ? "" : " in place of b" + alias);
    }
  }

  /** A buffer with a name that the caller binds: {@code x}, {@code dense/kernel}, {@code loss}. */
  public record Port(String name, int buffer) {}

  /** What an accelerator may assume of a kernel. */
  public enum Form {
    /** One step, any operation, whole buffers in and out. */
    SINGLE,
    /**
     * Elementwise over one domain D (the shape of its outputs). A result may lie in the memory of
     * an input (alias, state in place): only if that input is read at the same linear index, and by
     * no step after the one that computes the result. Each step is of shape D, or a scalar. Steps
     * are Constant, Unary, Binary, Compare, Select, Cast, Iota, Size, Reshape of a kernel input
     * with D's number of elements (the same linear index) or between scalars, and Broadcast from a
     * kernel input or a scalar to D.
     */
    LOOP,
    /**
     * As LOOP over D = (rows…, columns…), and Reduce over exactly the trailing axes {@code
     * columns…}. Each step has shape D, (rows…) or is a scalar; Broadcasts go from (rows…),
     * (columns…), kernel inputs or scalars to D, and from scalars or kernel inputs to (rows…). The
     * domain is given.
     */
    ROWS,
    /**
     * As LOOP over D = (rows…, columns…), and last Reduce over exactly the leading axes {@code
     * rows…}, whose results are outputs (steps of shape D may be outputs as well).
     */
    COLUMNS,
    /** One Scan step, whose body is {@link Kernel#body}. */
    SCAN
  }

  /**
   * One operation within a kernel.
   *
   * @param operands numbers below the count of the kernel's inputs name those; number inputs + j
   *     names the result of step j
   */
  public record Step(Op op, List<Integer> operands, TensorType type) {
    public Step {
      operands = List.copyOf(operands);
    }

    @Override
    public String toString() {
      return op + " " + operands + " " + type;
    }
  }

  /** The result of a kernel: value number {@code value} goes to buffer {@code buffer}. */
  public record Result(int value, int buffer) {}

  /**
   * A unit of execution. For SCAN, {@code results} name parts: value = number of the part.
   *
   * @param domain D (rows and columns together); for SINGLE and SCAN the shape of the first result
   * @param columns how many trailing axes of D are columns; 0 for LOOP, SINGLE and SCAN
   * @param inputs buffers that are read; the same buffer may be there twice with different types
   * @param inputTypes as what each input is read: the buffer's dtype, and a shape of the buffer's
   *     number of elements
   * @param origin the layer that it came from, for messages; may name several
   * @param body for SCAN the program of one time step, else empty; its ports are {@code in0 …} for
   *     the body graph's inputs in order, {@code out0 …} for its outputs
   */
  public record Kernel(
      Form form,
      Shape domain,
      int columns,
      List<Step> steps,
      List<Integer> inputs,
      List<TensorType> inputTypes,
      List<Result> results,
      String origin,
      List<Program> body) {
    public Kernel {
      steps = List.copyOf(steps);
      inputs = List.copyOf(inputs);
      inputTypes = List.copyOf(inputTypes);
      results = List.copyOf(results);
      body = List.copyOf(body);
    }

    /** The operation of a SINGLE or SCAN kernel. */
    public Op op() {
      return steps.get(0).op();
    }
  }

  public Program {
    buffers = List.copyOf(buffers);
    kernels = List.copyOf(kernels);
    ports = List.copyOf(ports);
  }

  /** The number of a port, or -1. */
  public int port(String name) {
    for (int i = 0; i < ports.size(); i++) {
      if (ports.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The buffer of a port. */
  public Buffer buffer(Port port) {
    return buffers.get(port.buffer());
  }

  /** The names of the open sizes. */
  public List<String> sizes() {
    Set<String> names = new LinkedHashSet<>();
    buffers.forEach(b -> b.shape().dims().forEach(d -> names.addAll(d.names())));
    for (Kernel kernel : kernels) {
      kernel.domain().dims().forEach(d -> names.addAll(d.names()));
      for (Step step : kernel.steps()) {
        step.type().shape().dims().forEach(d -> names.addAll(d.names()));
        if (step.op() instanceof Op.Size size) {
          names.addAll(size.dim().names());
        }
      }
      kernel.body().forEach(body -> names.addAll(body.sizes()));
    }
    return new ArrayList<>(names);
  }

  /** The canonical text: equal texts are equal programs. */
  public String text() {
    StringBuilder text = new StringBuilder();
    ports.forEach(
        p -> text.append("port ").append(p.name()).append(" b").append(p.buffer()).append('\n'));
    buffers.forEach(b -> text.append(b).append('\n'));
    for (int i = 0; i < kernels.size(); i++) {
      if (i == commit) {
        text.append("commit if b").append(guard).append('\n');
      }
      Kernel k = kernels.get(i);
      text.append("k").append(i).append(' ');
      text.append(k.form().name().toLowerCase(Locale.ROOT));
      text.append(' ').append(k.domain()).append(k.columns() > 0 ? "/" + k.columns() : "");
      text.append(" in");
      for (int j = 0; j < k.inputs().size(); j++) {
        text.append(" b").append(k.inputs().get(j)).append(' ').append(k.inputTypes().get(j));
      }
      text.append('\n');
      int number = k.inputs().size();
      for (Step step : k.steps()) {
        text.append("  %").append(number++).append(" = ").append(step).append('\n');
      }
      k.results().forEach(r -> text.append("  b" + r.buffer() + " := %" + r.value() + "\n"));
      k.body().forEach(b -> text.append(b.text().indent(4)));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
