package graft.core.graph;

import static graft.api.DType.F32;
import static graft.api.DType.I64;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.CompileException;
import graft.api.Dim;
import graft.api.Graph;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private static final TensorType PAIR = new TensorType(F32, Shape.of(2));

  private static Tensor scan(Tensor free) {
    Tensor h = Tensor.input("h", PAIR);
    Tensor t = Tensor.input("t", new TensorType(I64, Shape.SCALAR));
    Graph body = new Graph(List.of(h, t), List.of(h.add(free)));
    return Tensor.of(new Op.Scan(body, 1, 0, Dim.of(3), false), Tensor.input("h0", PAIR));
  }

  private static String fault(Tensor root) {
    return assertThrows(CompileException.class, () -> Verifier.verify(List.of(root))).getMessage();
  }

  @Test
  void aSoundGraphPasses() {
    Tensor sound = scan(Tensor.full(PAIR, 1)).part(0).exp();
    assertDoesNotThrow(() -> Verifier.verify(List.of(sound)));
  }

  @Test
  void aPartOfAWrongTypeIsFound() {
    Tensor forged =
        Tensor.of(new Op.Part(0, new TensorType(F32, Shape.of(7))), scan(Tensor.full(PAIR, 1)));
    assertEquals(
        "part: is of type f32(7), the scan gives f32(2); hint: a pass of the compiler is at fault",
        fault(forged.exp()));
  }

  @Test
  void aPartThatIsNotThereIsFound() {
    Tensor forged = Tensor.of(new Op.Part(1, PAIR), scan(Tensor.full(PAIR, 1)));
    assertEquals(
        "part: is number 1 of 1 results; hint: a pass of the compiler is at fault", fault(forged));
  }

  @Test
  void aPartOfWhatIsNoScanIsFound() {
    Tensor forged = Tensor.of(new Op.Part(0, PAIR), Tensor.full(PAIR, 1));
    assertEquals(
        "part: takes broadcast f32(2); a part takes a scan, and nothing else does;"
            + " hint: a pass of the compiler is at fault",
        fault(forged));
  }

  @Test
  void aScanWhoseBodyIsNotClosedIsFound() {
    Tensor forged = scan(Tensor.input("outside", PAIR)).part(0);
    assertEquals(
        "scan: has a graph that is not closed: it uses"
            + " Input[label=outside, type=f32(2)]; hint: a pass of the compiler is at fault",
        fault(forged));
  }

  @Test
  void aScanAsAResultIsFound() {
    assertEquals(
        "scan: a scan is a result; only its parts can be;"
            + " hint: a pass of the compiler is at fault",
        fault(scan(Tensor.full(PAIR, 1))));
  }

  @Test
  void oneLabelOfTwoTypesIsFound() {
    Tensor x = Tensor.input("x", PAIR);
    Tensor other = Tensor.input("x", new TensorType(F32, Shape.of(3)));
    assertEquals(
        "input: input 'x' is of two types, f32(2) and f32(3);"
            + " hint: a pass of the compiler is at fault",
        fault(Tensor.concat(0, List.of(x, other))));
  }

  @Test
  void betweenPassesItVerifiesOnlyWhenAsked() {
    Tensor forged = Tensor.of(new Op.Part(1, PAIR), scan(Tensor.full(PAIR, 1)));
    String before = System.getProperty(Verifier.PROPERTY, "false");
    try {
      System.setProperty(Verifier.PROPERTY, "false");
      assertDoesNotThrow(() -> Verifier.between("fuse", List.of(forged)));
      System.setProperty(Verifier.PROPERTY, "true");
      assertThrows(CompileException.class, () -> Verifier.between("fuse", List.of(forged)));
    } finally {
      System.setProperty(Verifier.PROPERTY, before);
    }
  }
}
