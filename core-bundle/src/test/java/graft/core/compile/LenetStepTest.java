package graft.core.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.Op;
import graft.api.accel.Arena;
import graft.api.accel.Program;
import graft.api.accel.Program.Form;
import graft.api.accel.Program.Kernel;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LenetStepTest {
  private static final Program STEP = ProgramVerifier.verify(Compiler.compile(LenetStep.of(32)));

  @Test
  void kernelsAreThoseThatOneWouldWriteByHand() {
    // SINGLE: 4 products forward, 3 for gradients to inputs (the image needs none), 4 for those to
    // weights, 2 poolings and their gradients, the look-up of the labels, arg max. LOOP: the table
    // of labels, 3 bias + relu; after the commit Adam for 8 parameters, and the counts. COLUMNS:
    // 3 relu' + bias gradient, 1 bias gradient. ROWS: cross-entropy with its gradient, loss,
    // accuracy, 8 squared norms.
    Map<Form, Long> forms =
        STEP.kernels().stream().collect(Collectors.groupingBy(Kernel::form, Collectors.counting()));
    assertEquals(
        Map.of(Form.SINGLE, 17L, Form.LOOP, 4L + 9, Form.COLUMNS, 4L, Form.ROWS, 11L),
        forms,
        STEP::text);
    assertEquals(STEP.kernels().size() - 9, STEP.commit());
  }

  @Test
  void updatesAreLoopsInPlace() {
    List<Kernel> updates = STEP.kernels().subList(STEP.commit(), STEP.kernels().size());
    assertTrue(updates.stream().allMatch(k -> k.form() == Form.LOOP));
    assertEquals(8, updates.stream().filter(k -> k.results().size() == 3).count());
  }

  @Test
  void arenaIsAtMostHalfOfItsBuffers() {
    Arena arena = new Arena(STEP, name -> 64);
    assertTrue(arena.bytes() * 2 <= arena.sum(), arena.bytes() + " of " + arena.sum());
    // 2.4 M floats are the least: at the gradient of the first pooling its input and its result
    // (64·24·24·32 each), and a bool mask of that size
    assertTrue(arena.bytes() < 13_000_000, arena.bytes() + " bytes");
    RandomGraphTest.assertMemoryHoldsWhatIsRead(STEP, Map.of("batch", 2));
  }

  @Test
  void fusedStepGivesTheBitsOfThePlainOne() {
    Computation step = LenetStep.of(1);
    Map<String, double[]> given = Map.of("column:label", new double[] {3, 7});
    Map<String, Integer> sizes = Map.of("batch", 2);
    assertEquals(
        ProgramRun.run(Compiler.lower(step), sizes, given, 1),
        ProgramRun.run(Compiler.compile(step), sizes, given, 1));
  }

  @Test
  void reluKeepsAMaskAndNotItsOperand() {
    Kernel relu =
        STEP.kernels().stream().filter(k -> k.form() == Form.LOOP).skip(1).findFirst().get();
    assertTrue(relu.steps().stream().anyMatch(s -> s.op() instanceof Op.Compare));
    assertEquals(2, relu.results().size());
  }
}
