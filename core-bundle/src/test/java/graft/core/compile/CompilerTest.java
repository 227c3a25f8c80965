package graft.core.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Form;
import graft.api.accel.Program.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompilerTest {
  private static final Dim BATCH = Dim.open("batch");
  private static final Map<String, Integer> SIZES = Map.of("batch", 3);

  private static Tensor input(String name, Shape shape) {
    return Tensor.input(name, new TensorType(DType.F32, shape));
  }

  private static Computation outputs(Map<String, Tensor> outputs) {
    return new Computation(outputs, Map.of(), Optional.empty(), Map.of());
  }

  private static Computation updates(Map<String, Tensor> updates) {
    return new Computation(Map.of(), updates, Optional.empty(), Map.of());
  }

  /** Compiles, verifies, and compares with the plain program after two runs. */
  private static Program compile(Computation computation) {
    Program program = ProgramVerifier.verify(Compiler.compile(computation));
    Program plain = ProgramVerifier.verify(Compiler.lower(computation));
    assertEquals(
        ProgramRun.run(plain, SIZES, Map.of(), 2),
        ProgramRun.run(program, SIZES, Map.of(), 2),
        program::text);
    return program;
  }

  private static List<Form> forms(Program program) {
    return program.kernels().stream().map(Program.Kernel::form).toList();
  }

  @Test
  void biasReluAndMaskAreOneLoop() {
    Tensor x = input("x", Shape.of(BATCH, 4)).add(input("bias", Shape.of(4)));
    Tensor mask = x.greater(0);
    Program program = compile(outputs(ordered("y", x.maximum(0), "mask", mask)));
    assertEquals(
        """
        port x b0
        port bias b1
        port y b2
        port mask b3
        b0 f32(batch, 4) input
        b1 f32(4) input
        b2 f32(batch, 4) output
        b3 bool(batch, 4) output
        k0 loop (batch, 4) in b0 f32(batch, 4) b1 f32(4)
        """,
        program.text().substring(0, program.text().indexOf("  %")));
    assertEquals(List.of(Form.LOOP), forms(program));
  }

  @Test
  void softmaxIsOneKernelOfRows() {
    Tensor x = input("x", Shape.of(BATCH, 5));
    Tensor e = x.subtract(x.max(-1).like(x, -1)).exp();
    Program program = compile(outputs(Map.of("y", e.divide(e.sum(-1).like(x, -1)))));
    assertEquals(
        """
        port x b0
        port y b1
        b0 f32(batch, 5) input
        b1 f32(batch, 5) output
        k0 rows (batch, 5)/1 in b0 f32(batch, 5)
          %1 = Reduce[reduction=MAX, axes=[1]] [0] f32(batch)
          %2 = Broadcast[shape=(batch, 5), axes=[0]] [1] f32(batch, 5)
          %3 = Binary[function=SUBTRACT] [0, 2] f32(batch, 5)
          %4 = Unary[function=EXP] [3] f32(batch, 5)
          %5 = Reduce[reduction=SUM, axes=[1]] [4] f32(batch)
          %6 = Broadcast[shape=(batch, 5), axes=[0]] [5] f32(batch, 5)
          %7 = Binary[function=DIVIDE] [4, 6] f32(batch, 5)
          b1 := %7
        commit if b-1
        """
            .replace("commit if b-1\n", ""),
        program.text());
  }

  @Test
  void layerNormIsOneKernelOfRows() {
    Tensor x = input("x", Shape.of(BATCH, 2, 6));
    Tensor centred = x.subtract(x.mean(-1).like(x, -1));
    Tensor deviation = centred.square().mean(-1).add(1e-5).rsqrt();
    Tensor y =
        centred
            .multiply(deviation.like(x, -1))
            .multiply(input("gamma", Shape.of(6)))
            .add(input("beta", Shape.of(6)));
    assertEquals(List.of(Form.ROWS), forms(compile(outputs(Map.of("y", y)))));
  }

  @Test
  void keptAxesOfSizeOneDoNotSplitRows() {
    Tensor x = input("x", Shape.of(BATCH, 5));
    Tensor sum = x.exp().sum(-1).expandDims(-1).log();
    assertEquals(List.of(Form.ROWS), forms(compile(outputs(Map.of("y", x.subtract(sum))))));
  }

  @Test
  void adamIsOneLoopInPlaceAfterTheCommit() {
    Program program = compile(adam());
    assertEquals(0, program.commit());
    Program.Kernel kernel = program.kernels().get(0);
    assertEquals(Form.LOOP, kernel.form());
    assertEquals(3, kernel.results().size());
    assertTrue(
        kernel.results().stream()
            .allMatch(r -> program.buffers().get(r.buffer()).place() == Place.STATE));
    // the other kernel counts the step, when nobody reads the old count any more
    assertEquals(2, program.kernels().size(), program::text);
    assertTrue(program.buffers().stream().noneMatch(b -> b.place() == Place.TEMP));
  }

  private static Computation adam() {
    Shape shape = Shape.of(4, 3);
    Tensor p = input("p", shape);
    Tensor g = input("g", shape);
    Tensor m = input("m", shape);
    Tensor v = input("v", shape);
    Tensor step = Tensor.input("step", new TensorType(DType.I64, Shape.SCALAR));
    Tensor t = step.add(1).cast(DType.F32);
    Tensor m2 = m.multiply(0.9).add(g.multiply(0.1));
    Tensor v2 = v.multiply(0.999).add(g.square().multiply(0.001)).abs();
    Tensor one = Tensor.constant(DType.F32, 1);
    Tensor mHat = m2.divide(one.subtract(Tensor.constant(DType.F32, 0.9).pow(t.abs())));
    Tensor vHat = v2.divide(one.subtract(Tensor.constant(DType.F32, 0.999).pow(t.abs())));
    Tensor p2 = p.subtract(mHat.multiply(0.01).divide(vHat.abs().sqrt().add(1e-7)));
    Map<String, Tensor> updates = new LinkedHashMap<>();
    updates.put("p", p2);
    updates.put("m", m2);
    updates.put("v", v2);
    updates.put("step", step.add(1));
    return updates(updates);
  }

  @Test
  void biasGradientSharesTheKernelOfItsPrologue() {
    Tensor g = input("g", Shape.of(BATCH, 2, 2, 4));
    Tensor x = input("x", Shape.of(BATCH, 2, 2, 4));
    Tensor masked = x.greater(0).select(g, g.multiply(0));
    Program program = compile(outputs(ordered("gx", masked, "gb", masked.sum(0, 1, 2))));
    assertEquals(List.of(Form.COLUMNS), forms(program));
    assertEquals(2, program.kernels().get(0).results().size());
  }

  @Test
  void reductionOverMiddleAxesIsSingle() {
    Tensor x = input("x", Shape.of(2, 3, 4)).exp();
    assertEquals(List.of(Form.LOOP, Form.SINGLE), forms(compile(outputs(Map.of("y", x.sum(1))))));
  }

  @Test
  void reshapesNeedNoKernel() {
    Tensor a = input("a", Shape.of(BATCH, 2, 3));
    Tensor b = input("b", Shape.of(6, 4));
    Tensor y = a.reshape(Shape.of(BATCH, 6)).matmul(b).reshape(Shape.of(BATCH, 2, 2)).maximum(0);
    assertEquals(List.of(Form.SINGLE, Form.LOOP), forms(compile(outputs(Map.of("y", y)))));
  }

  @Test
  void elementwiseFusesAcrossReshapes() {
    Tensor x = input("x", Shape.of(BATCH, 2, 3)).add(input("bias", Shape.of(3)));
    Tensor y = x.exp().reshape(Shape.of(BATCH, 6)).multiply(2).reshape(Shape.of(BATCH, 3, 2)).abs();
    assertEquals(List.of(Form.LOOP), forms(compile(outputs(Map.of("y", y)))));
  }

  @Test
  void meanSquareIsOneKernelOfOneRow() {
    Tensor x = input("x", Shape.of(BATCH, 4));
    Program program = compile(outputs(Map.of("loss", x.square().mean())));
    assertEquals(List.of(Form.ROWS), forms(program));
    assertEquals(2, program.kernels().get(0).columns());
  }

  @Test
  void statesMaySwap() {
    Tensor a = input("a", Shape.of(3));
    Tensor b = input("b", Shape.of(3));
    Program program = ProgramVerifier.verify(Compiler.compile(updates(ordered("a", b, "b", a))));
    Map<String, double[]> given = Map.of("a", new double[] {1, 2, 3}, "b", new double[] {4, 5, 6});
    Map<String, List<Double>> after = ProgramRun.run(program, Map.of(), given, 1);
    assertEquals(List.of(4.0, 5.0, 6.0), after.get("a"));
    assertEquals(List.of(1.0, 2.0, 3.0), after.get("b"));
  }

  @Test
  void statesMaySwapWithinOneLoop() {
    Tensor a = input("a", Shape.of(3));
    Tensor b = input("b", Shape.of(3));
    Program program = compile(updates(ordered("a", a.add(b), "b", a.multiply(b))));
    // one of them is known before the other is computed from old values: it goes to a buffer of its
    // own and is copied at the end
    List<Place> places =
        program.kernels().get(0).results().stream()
            .map(r -> program.buffers().get(r.buffer()).place())
            .toList();
    assertEquals(Set.of(Place.TEMP, Place.STATE), Set.copyOf(places), program::text);
    compile(updates(ordered("a", b.add(1), "b", a.multiply(2))));
    compile(updates(ordered("a", b.add(a), "b", a.multiply(2), "c", a)));
  }

  @Test
  void oldValuesAreReadBeforeTheyAreReplaced() {
    Tensor a = input("a", Shape.of(3));
    Tensor b = input("b", Shape.of(4, 3));
    Tensor c = input("c", Shape.of(3));
    // b' needs the old a by a broadcast, c' needs it elementwise
    compile(updates(ordered("a", a.add(1), "b", b.add(a), "c", c.multiply(a))));
  }

  @Test
  void stateKeptAsItIsNeedsNoKernel() {
    Tensor a = input("a", Shape.of(3));
    assertEquals(0, compile(updates(Map.of("a", a))).kernels().size());
  }

  @Test
  void stateFromMatmulIsCopiedAfterTheCommit() {
    Tensor a = input("a", Shape.of(3, 3));
    Program program = compile(updates(Map.of("a", a.matmul(a))));
    assertEquals(1, program.commit());
    assertEquals(2, program.kernels().size());
  }

  @Test
  void outputsAreDistinctBuffers() {
    Tensor x = input("x", Shape.of(BATCH, 2));
    Tensor y = x.exp();
    Program program =
        compile(
            outputs(
                ordered(
                    "same",
                    x,
                    "y",
                    y,
                    "again",
                    y,
                    "flat",
                    y.reshape(new Shape(List.of(BATCH.times(2)))),
                    "one",
                    Tensor.constant(DType.F32, 1))));
    assertEquals(
        List.of(Form.LOOP, Form.LOOP, Form.SINGLE, Form.SINGLE, Form.SINGLE), forms(program));
  }

  @Test
  void valueThatIsOutputAndUpdateIsCopied() {
    Tensor s = input("s", Shape.of(2));
    Tensor next = s.add(1);
    compile(
        new Computation(
            Map.of("y", next), ordered("s", next, "t", next), Optional.empty(), Map.of()));
  }

  @Test
  void falseGuardLeavesStateAlone() {
    Tensor s = input("s", Shape.of(2));
    Tensor loss = s.sum();
    Computation computation =
        new Computation(
            Map.of("loss", loss),
            Map.of("s", s.add(1)),
            Optional.of(loss.less(Tensor.constant(DType.F32, 8))),
            Map.of());
    Program program = ProgramVerifier.verify(Compiler.compile(computation));
    Map<String, List<Double>> after =
        ProgramRun.run(program, Map.of(), Map.of("s", new double[] {1, 2}), 10);
    // 3, 5, 7, 9: three updates, then the guard is false
    assertEquals(List.of(4.0, 5.0), after.get("s"));
    assertEquals(List.of(9.0), after.get("loss"));
  }

  @Test
  void scanBodyIsAProgram() {
    Shape shape = Shape.of(2, 3);
    Tensor h = input("h", shape);
    Tensor x = input("slice", shape);
    Tensor w = input("w", Shape.of(3, 3));
    Tensor time = Tensor.input("time", new TensorType(DType.I64, Shape.SCALAR));
    Tensor next = h.matmul(w).add(x).tanh();
    graft.api.Graph body =
        new graft.api.Graph(
            List.of(h, x, w, time), List.of(next, next.multiply(time.cast(DType.F32))));
    Tensor scan =
        Tensor.of(
            new graft.api.Op.Scan(body, 1, 1, BATCH, false),
            input("initial", shape),
            input("xs", Shape.of(BATCH, 2, 3)),
            input("weight", Shape.of(3, 3)));
    Program program = compile(outputs(ordered("last", scan.part(0), "all", scan.part(1))));
    assertEquals(List.of(Form.SCAN), forms(program));
    assertEquals(List.of(Form.SINGLE, Form.LOOP), forms(program.kernels().get(0).body().get(0)));
  }

  @Test
  void squareThatTwoKernelsNeedIsComputedTwice() {
    Tensor g = input("a", Shape.of(4, 4)).matmul(input("b", Shape.of(4, 4)));
    Tensor v = input("v", Shape.of(4, 4));
    Computation computation =
        new Computation(
            Map.of("norm", g.square().sum()),
            Map.of("v", v.add(g.square())),
            Optional.empty(),
            Map.of());
    Program program = compile(computation);
    assertEquals(List.of(Form.SINGLE, Form.ROWS, Form.LOOP), forms(program));
    long temporaries = program.buffers().stream().filter(b -> b.place() == Place.TEMP).count();
    assertEquals(1, temporaries, program::text);
  }

  @Test
  void aKernelHasAtMostTwelveBuffers() {
    Tensor sum = input("x0", Shape.of(3));
    for (int i = 1; i < 30; i++) {
      sum = sum.add(input("x" + i, Shape.of(3)));
    }
    Program program = compile(outputs(Map.of("y", sum)));
    assertTrue(
        program.kernels().stream().allMatch(k -> k.inputs().size() + k.results().size() <= 12));
    // 11 inputs, then 10 and the sum so far, then the last 9
    assertEquals(3, program.kernels().size(), program::text);
  }

  @Test
  void originsOfAllStepsNameTheKernel() {
    Tensor x = input("x", Shape.of(3)).exp();
    Tensor y = x.sin();
    Computation computation =
        new Computation(Map.of("y", y), Map.of(), Optional.empty(), Map.of(x, "one", y, "two"));
    assertEquals("one, two", Compiler.compile(computation).kernels().get(0).origin());
    assertEquals("one", Compiler.lower(computation).kernels().get(0).origin());
  }

  @Test
  void loopTakesOverMemoryThatDies() {
    Tensor a = input("a", Shape.of(4, 4));
    Tensor y = a.matmul(a).maximum(0);
    Program program = compile(outputs(Map.of("y", y.matmul(a))));
    assertTrue(program.text().contains("in place of"), program::text);
  }

  static Map<String, Tensor> ordered(Object... pairs) {
    Map<String, Tensor> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], (Tensor) pairs[i + 1]);
    }
    return map;
  }
}
