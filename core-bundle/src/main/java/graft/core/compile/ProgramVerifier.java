package graft.core.compile;

import graft.api.CompileException;
import graft.api.DType;
import graft.api.Op;
import graft.api.Shape;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Form;
import graft.api.accel.Program.Kernel;
import graft.api.accel.Program.Place;
import graft.api.accel.Program.Port;
import graft.api.accel.Program.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules that {@link Program} states, as a check: order of writes and reads, lifetimes, aliases,
 * state only after the commit, types, ports. The rules of each kernel's form are in {@link
 * KernelVerifier}.
 */
public final class ProgramVerifier {
  private final Program program;
  private final int[] writer;

  private ProgramVerifier(Program program) {
    this.program = program;
    this.writer = new int[program.buffers().size()];
    Arrays.fill(writer, -1);
  }

  /**
   * Checks a program and the bodies of its scans.
   *
   * @throws CompileException if it breaks a rule
   */
  public static Program verify(Program program) {
    ProgramVerifier verifier = new ProgramVerifier(program);
    verifier.ports();
    for (int k = 0; k < program.kernels().size(); k++) {
      verifier.kernel(k);
    }
    verifier.guard();
    for (Buffer buffer : program.buffers()) {
      verifier.buffer(buffer);
    }
    return program;
  }

  private void ports() {
    Set<String> names = new HashSet<>();
    Set<Integer> bound = new HashSet<>();
    for (Port port : program.ports()) {
      Buffer buffer = program.buffer(port);
      check(names.add(port.name()), "port '" + port.name() + "' is there twice");
      check(bound.add(port.buffer()), buffer + " has two ports");
      check(buffer.place() != Place.TEMP, "port '" + port.name() + "' is a temporary " + buffer);
    }
    for (int i = 0; i < program.buffers().size(); i++) {
      Buffer buffer = program.buffers().get(i);
      check(buffer.id() == i, "buffer number " + i + " is " + buffer);
      boolean port = buffer.place() == Place.TEMP || bound.contains(i);
      check(port, buffer + " has no port");
    }
    check(
        program.commit() >= 0 && program.commit() <= program.kernels().size(),
        "commit " + program.commit() + " is outside of the kernels");
  }

  private void kernel(int k) {
    Kernel kernel = program.kernels().get(k);
    String where = "kernel " + k + " (" + kernel.form() + ")";
    check(kernel.inputs().size() == kernel.inputTypes().size(), where + " lacks types of inputs");
    for (int i = 0; i < kernel.inputs().size(); i++) {
      Buffer buffer = program.buffers().get(kernel.inputs().get(i));
      boolean given = buffer.place() == Place.INPUT || buffer.place() == Place.STATE;
      check(
          given || writer[buffer.id()] >= 0, where + " reads " + buffer + " before it is written");
      check(
          buffer.place() != Place.TEMP || buffer.last() >= k,
          where + " reads " + buffer + " after its end");
      fits(where, buffer, kernel.inputTypes().get(i));
    }
    List<TensorType> values = KernelVerifier.verify(where, kernel);
    Set<Integer> written = new HashSet<>();
    for (Result result : kernel.results()) {
      Buffer buffer = program.buffers().get(result.buffer());
      boolean place =
          buffer.place() != Place.INPUT
              && (buffer.place() != Place.STATE || k >= program.commit())
              && (buffer.place() != Place.OUTPUT || k < program.commit());
      check(
          place,
          where
              + " writes "
              + buffer
              + (k < program.commit() ? " before" : " after")
              + " the commit");
      check(writer[buffer.id()] < 0 && written.add(buffer.id()), buffer + " is written twice");
      writer[buffer.id()] = k;
      fits(where, buffer, values.get(result.value()));
      inPlace(where, kernel, result);
    }
    kernel.body().forEach(body -> body(where, kernel, body));
  }

  /** A state that a kernel reads and writes, as if it were an alias of itself. */
  private void inPlace(String where, Kernel kernel, Result result) {
    boolean same = kernel.inputs().contains(result.buffer());
    check(
        !same || (kernel.form() == Form.LOOP && Aliases.isSafe(kernel, result.buffer(), result)),
        where + " reads b" + result.buffer() + " elsewhere than it writes it");
  }

  private void body(String where, Kernel kernel, Program body) {
    verify(body);
    Op.Scan scan = (Op.Scan) kernel.op();
    for (int i = 0; i < scan.body().inputs().size(); i++) {
      boolean port = body.port("in" + i) >= 0;
      check(port, where + ": its body has no port 'in" + i + "'");
    }
    for (int i = 0; i < scan.body().outputs().size(); i++) {
      boolean port = body.port("out" + i) >= 0;
      check(port, where + ": its body has no port 'out" + i + "'");
    }
  }

  private void guard() {
    if (program.guard() >= 0) {
      Buffer guard = program.buffers().get(program.guard());
      boolean bool = guard.dtype() == DType.BOOL && guard.shape().elements().is(1);
      check(bool, "the guard is no scalar bool: " + guard);
      int from = writer[guard.id()];
      boolean given = guard.place() == Place.INPUT || guard.place() == Place.STATE;
      check(given || (from >= 0 && from < program.commit()), "the guard " + guard + " comes late");
      boolean alive = guard.place() != Place.TEMP || guard.last() >= program.commit();
      check(alive, "the guard " + guard + " is gone before the commit");
    }
  }

  private void buffer(Buffer buffer) {
    if (buffer.place() == Place.OUTPUT) {
      check(writer[buffer.id()] >= 0, buffer + " is never written");
    }
    if (buffer.place() != Place.TEMP) {
      check(buffer.alias() < 0, buffer + " cannot be an alias");
      return;
    }
    check(writer[buffer.id()] == buffer.first(), buffer + " is written by " + writer[buffer.id()]);
    check(buffer.last() >= buffer.first(), buffer + " ends before it begins");
    if (buffer.alias() >= 0) {
      Buffer from = program.buffers().get(buffer.alias());
      Kernel kernel = program.kernels().get(buffer.first());
      Result result =
          kernel.results().stream().filter(r -> r.buffer() == buffer.id()).findFirst().get();
      boolean legal =
          kernel.form() == Form.LOOP
              && Aliases.fits(from, buffer, buffer.first())
              && kernel.inputs().contains(from.id())
              && Aliases.isSafe(kernel, from.id(), result);
      check(legal, buffer + " cannot take over " + from);
      List<Buffer> heirs = new ArrayList<>(program.buffers());
      heirs.removeIf(b -> b.alias() != from.id());
      check(heirs.size() == 1, from + " is taken over by " + heirs);
    }
  }

  private static void fits(String where, Buffer buffer, TensorType type) {
    Shape shape = type.shape();
    check(
        buffer.dtype() == type.dtype() && buffer.shape().elements().equals(shape.elements()),
        where + " sees " + buffer + " as " + type);
  }

  static void check(boolean holds, String what) {
    if (!holds) {
      throw new CompileException("program", what, "a fault of the compiler");
    }
  }
}
