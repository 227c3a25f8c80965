package graft.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.Op;
import graft.api.Tensor;
import graft.api.accel.Accelerator;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The installed accelerators keep to the oracle, and the kit finds one that does not. */
class AcceleratorTest {
  private static final int GRAPHS =
      Boolean.getBoolean("graft.long")
          ? 20 * Tck.GRAPHS
          : Integer.getInteger("graft.graphs", Tck.GRAPHS);

  /** With the Vector API or without, as the JVM was started. */
  @Test
  void cpuAgreesWithTheReference() {
    Tck.accelerator(Tck.lab().accelerator("cpu"), 0, GRAPHS);
  }

  /** The same interpreter, but over fused and simplified programs: this proves the compiler. */
  @Test
  void fusedProgramsAgreeWithPlainOnes() {
    Tck.accelerator(Tck.lab().accelerator("reference"), 1_000_000, GRAPHS / 4);
  }

  @Test
  void randomGraphsHaveEveryOperation() {
    Set<String> missing = new TreeSet<>();
    for (Class<?> op : Op.class.getPermittedSubclasses()) {
      missing.add(op.getSimpleName());
    }
    for (long seed = 0; seed < 200; seed++) {
      for (Tensor node : RandomGraphs.of(seed).graph().nodes()) {
        missing.remove(node.op().getClass().getSimpleName());
      }
    }

    assertEquals(Set.of(), missing);
  }

  @Test
  void aSeedMakesTheSameGraph() {
    RandomGraph a = RandomGraphs.of(7);
    RandomGraph b = RandomGraphs.of(7);

    assertEquals(Tck.lab().lower(a.graph()).text(), Tck.lab().lower(b.graph()).text());
    a.inputs().forEach((name, value) -> assertTrue(Values.same(value, b.inputs().get(name))));
  }

  @Test
  void resultsOffByAHundredUnitsAreFound() {
    Accelerator wrong = new WrongAccelerator(Tck.lab().reference(true), 1 + 100 * 0x1p-23f, 0);

    String text =
        assertThrows(AssertionError.class, () -> Tck.accelerator(wrong, 0, 20)).getMessage();

    for (String name : new String[] {"EXP", "ADD", "MAT_MUL", "REDUCE_SUM", "TRANSPOSE", "SCAN"}) {
      assertTrue(text.contains("FAIL  operation " + name + ": graph of seed"), text);
    }
    assertTrue(text.contains("FAIL  random graphs"), text);
    assertTrue(text.contains("ok    operation ARG_MAX"), text);
  }

  @Test
  void bitsThatDependOnThreadsAreFound() {
    Accelerator wrong = new WrongAccelerator(Tck.lab().reference(true), 1 + 0x1p-23f, 4);

    String text =
        assertThrows(AssertionError.class, () -> Tck.accelerator(wrong, 0, 0)).getMessage();

    assertTrue(
        text.contains("FAIL  the same bits for 1, 2 and 4 threads")
            && text.contains("other bits with 4 threads"),
        text);
  }
}
