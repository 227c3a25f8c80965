package graft.data.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.data.Batch;
import graft.api.data.Schema;
import graft.tck.Tck;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopyToTargetTest {
  private static final CopyToTarget COPY = new CopyToTarget();
  private static final CopyToTarget.Config ONLY = config(Optional.empty());
  private static final Examples PAIRS =
      new Examples()
          .floats("x", 2, 1, 2, 3, 4)
          .with(Examples.target("y", DType.I32, List.of(), "a", "b"), new int[] {0, 1});

  private static CopyToTarget.Config config(Optional<String> column) {
    return new CopyToTarget.Config(column, "target");
  }

  @Test
  void contractHolds() {
    Tck.transform(COPY, ONLY, PAIRS.batch());
  }

  @Test
  void theOnlyFeatureIsTheTargetInPlaceOfOthers() {
    Batch batch = PAIRS.through(COPY, ONLY);
    assertEquals("x f32 [2], target f32 [2]", batch.schema().toString());
    assertArrayEquals(new float[] {1, 2, 3, 4}, (float[]) batch.array(0));
    assertArrayEquals(new float[] {1, 2, 3, 4}, (float[]) batch.array(1));
  }

  @Test
  void ofSeveralFeaturesOneIsNamed() {
    Examples three = new Examples().floats("a", 1, 1).floats("b", 1, 2);
    Batch batch = three.through(COPY, config(Optional.of("b")));
    assertEquals("a f32, b f32, target f32", batch.schema().toString());
    assertArrayEquals(new float[] {2}, (float[]) batch.array(2));
    assertEquals(
        "column: which feature is to be the target?; hint: there are a f32, b f32",
        refused(ONLY, three.schema()));
    assertEquals(
        "there is a column 'a' already; hint: give another name",
        refused(new CopyToTarget.Config(Optional.of("b"), "a"), three.schema()));
  }

  private static String refused(CopyToTarget.Config config, Schema schema) {
    return assertThrows(ConfigException.class, () -> COPY.schema(config, schema)).getMessage();
  }
}
