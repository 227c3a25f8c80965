package graft.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.DType;
import graft.api.data.Column;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataInputsTest {
  private static Column target(String name) {
    return new Column(name, Column.Role.TARGET, DType.F32, List.of(), List.of());
  }

  @Test
  void anOutputsTargetIsTheOneOfItsNameOrElseOfItsPlace() {
    List<Column> targets = List.of(target("price"), target("sold"));
    assertEquals(
        Map.of("sold", targets.get(1), "price", targets.get(0)),
        DataInputs.targets(targets, List.of("sold", "price")));
    assertEquals(
        Map.of("a", targets.get(0), "b", targets.get(1)),
        DataInputs.targets(targets, List.of("a", "b", "c")));
  }
}
