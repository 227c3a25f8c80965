package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.NdArray;
import graft.api.run.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrayTablesTest {
  private static final NdArray MATRIX = new NdArray(new double[] {2, 0, 1, 30}, 2, 2);
  private static final NdArray SCORES = new NdArray(new double[] {1, 0.25}, 2);

  private static List<String> shown(Map<String, NdArray> arrays, List<String> classes) {
    Map<String, List<String>> names =
        classes.isEmpty() ? Map.of() : Map.of(arrays.keySet().iterator().next(), classes);
    List<String> lines = new ArrayList<>();
    ArrayTables.show("validation", new Result(1, Map.of(), arrays, names, 33), lines::add);
    return lines;
  }

  @Test
  void theTrueClassesOfAMatrixGoDown() {
    assertEquals(
        List.of(
            "",
            "validation confusion_matrix",
            "true \\ predicted  cat  dog",
            "cat                 2    0",
            "dog                 1   30"),
        shown(Map.of("confusion_matrix", MATRIX), List.of("cat", "dog")));
  }

  @Test
  void aVectorIsALineForEachClass() {
    assertEquals(
        List.of("", "validation f1_score", "index   value", "    0       1", "    1  0.2500"),
        shown(Map.of("f1_score", SCORES), List.of()));
  }

  @Test
  void whatFillsNoScreenIsInItsFile() {
    assertEquals(
        List.of("", "validation m", "  30 × 30 numbers, in the run's folder as a CSV file"),
        shown(Map.of("m", new NdArray(new float[900], 30, 30)), List.of()));
  }

  @Test
  void asJsonTheyAreNestedLists() {
    Map<String, List<String>> names = Map.of("m", List.of("cat", "dog"));
    Result result = new Result(0.5, Map.of(), Map.of("m", MATRIX), names, 33);

    assertEquals(
        "{\"loss\":0.5,\"metrics\":{},\"arrays\":{\"m\":[[2.0,0.0],[1.0,30.0]]},"
            + "\"classes\":{\"m\":[\"cat\",\"dog\"]}}",
        JsonLines.line(JsonLines.whole(result)));
  }
}
