package graft.core.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.CompileException;
import graft.api.DType;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgramVerifierTest {
  /** k0 b1 = a·a; k1 b2 = relu(b1) in place; k2 y = b2·a; commit; k3 a = a + 1. */
  private static Program program() {
    Tensor a = Tensor.input("a", new TensorType(DType.F32, Shape.of(4, 4)));
    Tensor y = a.matmul(a).maximum(0).matmul(a);
    return Compiler.compile(
        new Computation(Map.of("y", y), Map.of("a", a.add(1)), Optional.empty(), Map.of()));
  }

  private static Program with(Program p, int buffer, Buffer changed) {
    List<Buffer> buffers = new ArrayList<>(p.buffers());
    buffers.set(buffer, changed);
    return new Program(buffers, p.kernels(), p.commit(), p.guard(), p.ports());
  }

  private static String fault(Program program) {
    return assertThrows(CompileException.class, () -> ProgramVerifier.verify(program)).what();
  }

  @Test
  void soundProgramPasses() {
    ProgramVerifier.verify(program());
  }

  @Test
  void stateWrittenBeforeTheCommitIsRefused() {
    Program p = program();
    Program late = new Program(p.buffers(), p.kernels(), 4, p.guard(), p.ports());
    assertEquals("kernel 3 (LOOP) writes b0 f32(4, 4) state before the commit", fault(late));
  }

  @Test
  void readingBeforeWritingIsRefused() {
    Program p = program();
    List<Program.Kernel> kernels = new ArrayList<>(p.kernels());
    kernels.add(0, kernels.remove(1));
    Program swapped = new Program(p.buffers(), kernels, p.commit(), p.guard(), p.ports());
    assertEquals(
        "kernel 0 (LOOP) reads b2 f32(4, 4) temp[0..1] before it is written", fault(swapped));
  }

  @Test
  void readingAfterTheEndOfALifeIsRefused() {
    Program p = program();
    Buffer b = p.buffers().get(3);
    Buffer shorter = new Buffer(3, b.dtype(), b.shape(), b.place(), b.first(), 1, b.alias());
    assertEquals(
        "kernel 2 (SINGLE) reads b3 f32(4, 4) temp[1..1] in place of b2 after its end",
        fault(with(p, 3, shorter)));
  }

  @Test
  void takingOverMemoryThatIsStillReadIsRefused() {
    Program p = program();
    Buffer b = p.buffers().get(2);
    Buffer longer = new Buffer(2, b.dtype(), b.shape(), b.place(), b.first(), 2, b.alias());
    assertEquals(
        "b3 f32(4, 4) temp[1..2] in place of b2 cannot take over b2 f32(4, 4) temp[0..2]",
        fault(with(p, 2, longer)));
  }

  @Test
  void stepOfAnotherShapeIsRefused() {
    Program p = program();
    Program.Kernel k = p.kernels().get(1);
    Program.Kernel wrong =
        new Program.Kernel(
            k.form(),
            Shape.of(16),
            0,
            k.steps(),
            k.inputs(),
            k.inputTypes(),
            k.results(),
            "",
            List.of());
    List<Program.Kernel> kernels = new ArrayList<>(p.kernels());
    kernels.set(1, wrong);
    String what = fault(new Program(p.buffers(), kernels, p.commit(), p.guard(), p.ports()));
    assertEquals(true, what.endsWith("has no shape of the kernel"), what);
  }
}
