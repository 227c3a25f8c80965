package graft.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.NdArray;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.tck.Probe;
import graft.tck.Tck;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExcludeSeenTest {
  private static final NdArray SCORES = new NdArray(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
  private static final NdArray USER = new NdArray(new int[] {1, 0}, 2);
  private static final NdArray ITEM = new NdArray(new int[] {2, 0}, 2);

  private static Spec spec(int users) {
    return Spec.of("exclude_seen").with("users", users);
  }

  @Test
  void keepsTheContract() {
    Tck.layer(spec(64), Tck.f32(64), Tck.i32(), Tck.i32());
  }

  @Test
  void trainingCountsPairsAndPassesScores() {
    Map<String, NdArray> seen = Map.of("seen", new NdArray(new float[] {0, 1, 0, 0, 0, 4}, 2, 3));
    Map<String, NdArray> results = Probe.layer(spec(2), true, seen, SCORES, USER, ITEM);
    assertArrayEquals((float[]) SCORES.array(), (float[]) results.get("y").array());
    // Pairs (1, 2) and (0, 0) once more.
    float[] counts = {1, 1, 0, 0, 0, 5};
    assertArrayEquals(counts, (float[]) results.get("seen").array());
  }

  @Test
  void predictionLowersWhatTheUserHad() {
    Map<String, NdArray> seen = Map.of("seen", new NdArray(new float[] {0, 1, 0, 2, 0, 3}, 2, 3));
    Map<String, NdArray> results = Probe.layer(spec(2), false, seen, SCORES, USER, ITEM);
    // The first example is of user 1, who had items 0 and 2; user 0 had item 1.
    float[] expected = {-1e9f, 2, -1e9f, 4, -1e9f, 6};
    assertArrayEquals(expected, (float[]) results.get("y").array());
  }

  @Test
  void saysWhichInputsItTakes() {
    ShapeException e =
        assertThrows(
            ShapeException.class, () -> Probe.layer(spec(2), false, Map.of(), SCORES, USER));
    assertTrue(
        e.getMessage().contains("it takes scores (batch, items), user (batch) and item (batch)"),
        e.getMessage());
  }
}
