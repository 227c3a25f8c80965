package graft.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.NdArray;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.tck.Probe;
import graft.tck.Tck;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Attention and places. Expected numbers: einsum and softmax in NumPy, written from the formulas
 * independently of this code, in f64, printed with six digits.
 */
class AttentionLayersTest {
  private static final NdArray X = array(new float[] {0.6f, 1, 0.9f, 0.3f, -0.4f, -0.9f}, 1, 3, 2);
  private static final NdArray V = array(new float[] {0.6f, -0.2f, -0.9f, -0.9f}, 1, 2, 2);
  private static final Map<String, NdArray> GIVEN =
      Map.of(
          "query_kernel", array(new float[] {0.6f, 1, 0.9f, 0.3f, -0.4f, -0.9f, -1, -0.6f}, 2, 4),
          "query_bias", array(new float[] {0.6f, 1, 0.9f, 0.3f}, 4),
          "key_kernel", array(new float[] {0.6f, -0.2f, -0.9f, -0.9f, -0.2f, 0.6f, 1, 0.6f}, 2, 4),
          "value_kernel", array(new float[] {-0.6f, -1, -0.9f, -0.4f, 0.3f, 0.9f, 1, 0.6f}, 2, 4),
          "value_bias", array(new float[] {0.3f, 0.9f, 1, 0.6f}, 4),
          "output_kernel",
              array(new float[] {1, 0.8f, 0.6f, 0.4f, 0.1f, -0.2f, -0.5f, -0.7f}, 4, 2),
          "output_bias", array(new float[] {0.5f, -0.5f}, 2));
  private static final Spec MULTI =
      Spec.of("multi_head_attention").with("num_heads", 2).with("key_dim", 2);
  private static final Spec BLOCK =
      Spec.of("transformer_block").with("num_heads", 2).with("intermediate_dim", 3);

  private static NdArray array(float[] values, int... shape) {
    return new NdArray(values, shape);
  }

  private static void assertY(
      float[] expected, Spec spec, Map<String, NdArray> given, NdArray... xs) {
    float[] y = (float[]) Probe.layer(spec, false, given, xs).get("y").array();
    assertArrayEquals(expected, y, 2e-6f);
  }

  private static Map<String, NdArray> masked(Map<String, NdArray> given, boolean... mask) {
    Map<String, NdArray> all = new HashMap<>(given);
    all.put("mask0", new NdArray(mask, 1, mask.length));
    return all;
  }

  @Test
  void multiHeadAttentionKeepsTheContractAndMasks() {
    Tck.maskedLayer(MULTI.with("causal", true), Tck.f32(3, 2));
    Spec cross = MULTI.with("value_dim", 3).with("output_shape", 5).with("dropout", 0.2);
    Tck.layer(cross, Tck.f32(3, 2), Tck.f32(4, 3), Tck.f32(4, 2));
  }

  @Test
  void maskOfEachInputCounts() {
    Tck.maskedLayer(MULTI, Tck.f32(3, 2), Tck.f32(4, 3), Tck.f32(4, 2));
  }

  @Test
  void otherAttentionKeepsTheContractAndMasks() {
    Tck.maskedLayer(Spec.of("attention").with("use_scale", true), Tck.f32(3, 2), Tck.f32(2, 2));
    Tck.maskedLayer(
        Spec.of("attention").with("score_mode", "concat").with("causal", true), Tck.f32(3, 2));
    Tck.maskedLayer(Spec.of("additive_attention"), Tck.f32(3, 2), Tck.f32(2, 2));
    Spec groups = Spec.of("group_query_attention").with("head_dim", 2).with("num_query_heads", 4);
    Tck.maskedLayer(groups.with("num_key_value_heads", 2), Tck.f32(3, 2), Tck.f32(2, 3));
  }

  @Test
  void placesKeepTheContract() {
    Tck.layer(Spec.of("position_embedding").with("max_length", 5), Tck.f32(3, 4));
    Tck.layer(Spec.of("sinusoidal_position_encoding"), Tck.f32(3, 4));
  }

  @Test
  void multiHeadAttentionOfItself() {
    assertY(
        new float[] {0.823621f, -0.711180f, 0.817029f, -0.817685f, 0.810070f, -0.835780f},
        MULTI,
        GIVEN,
        X);
  }

  @Test
  void multiHeadAttentionOfAnother() {
    assertY(
        new float[] {0.842713f, -0.534093f, 0.746006f, -0.648902f, 0.794789f, -0.623348f},
        MULTI,
        GIVEN,
        X,
        V);
  }

  @Test
  void causalSeesNothingToCome() {
    assertY(
        new float[] {1.126000f, -0.792000f, 0.769135f, -0.942547f, 0.810070f, -0.835780f},
        MULTI.with("causal", true),
        GIVEN,
        X);
  }

  @Test
  void maskedKeysWeighNothing() {
    NdArray y = Probe.layer(MULTI, false, masked(GIVEN, true, false, true), X).get("y");

    // The rows of queries that count; the row of the masked one is masked itself.
    assertArrayEquals(
        new float[] {1.096848f, -0.579808f, 1.088692f, -0.685508f},
        new float[] {(float) y.get(0), (float) y.get(1), (float) y.get(4), (float) y.get(5)},
        2e-6f);
  }

  @Test
  void queryThatSeesNothingGetsTheOutputsBias() {
    assertY(
        new float[] {0.5f, -0.5f, 0.5f, -0.5f, 0.5f, -0.5f},
        MULTI,
        masked(GIVEN, false, false, false),
        X);
  }

  @Test
  void oneGroupForEachHeadIsMultiHeadAttention() {
    Spec spec =
        Spec.of("group_query_attention")
            .with("head_dim", 2)
            .with("num_query_heads", 2)
            .with("num_key_value_heads", 2);

    assertY(
        new float[] {0.823621f, -0.711180f, 0.817029f, -0.817685f, 0.810070f, -0.835780f},
        spec,
        GIVEN,
        X);
  }

  @Test
  void attentionByProducts() {
    assertY(
        new float[] {0.348028f, -0.317587f, 0.339530f, -0.321553f, -0.560728f, -0.741673f},
        Spec.of("attention"),
        Map.of(),
        X,
        V);
  }

  @Test
  void attentionBySums() {
    assertY(
        new float[] {0.366205f, -0.309104f, 0.335604f, -0.323385f, 0.254227f, -0.361361f},
        Spec.of("attention").with("score_mode", "concat"),
        Map.of(),
        X,
        V);
    assertY(
        new float[] {-0.150707f, -0.550330f, -0.218859f, -0.582134f, -0.008018f, -0.483742f},
        Spec.of("additive_attention"),
        Map.of("scale", array(new float[] {0.5f, -1}, 2)),
        X,
        V);
  }

  @Test
  void transformerBlockKeepsTheContractAndMasks() {
    Spec block = BLOCK.with("dropout", 0.2).with("activation", "gelu");
    Tck.maskedLayer(block.with("causal", true).with("normalize_first", true), Tck.f32(3, 4));
    Tck.maskedLayer(block, Tck.f32(3, 2));
    LayerValues.assertRefused(BLOCK, array(new float[6], 1, 2, 3), "multiple of num_heads, 2, got");
  }

  @Test
  void transformerBlockAddsAttentionThenDenseLayers() {
    Map<String, NdArray> given = new HashMap<>();
    given.put("attention/query_kernel", array(new float[] {0.6f, 1, 0.9f, 0.3f}, 2, 2));
    given.put("attention/query_bias", array(new float[] {0.6f, 1}, 2));
    given.put("attention/key_kernel", array(new float[] {0.6f, -0.2f, -0.9f, -0.9f}, 2, 2));
    given.put("attention/value_kernel", array(new float[] {-0.6f, -1, -0.9f, -0.4f}, 2, 2));
    given.put("attention/value_bias", array(new float[] {0.3f, 0.9f}, 2));
    given.put("attention/output_kernel", array(new float[] {1, 0.8f, 0.6f, 0.4f}, 2, 2));
    given.put("attention/output_bias", array(new float[] {0.5f, -0.5f}, 2));
    given.put("attention_norm/gamma", array(new float[] {1.5f, 0.5f}, 2));
    given.put("attention_norm/beta", array(new float[] {0.1f, -0.1f}, 2));
    given.put("dense_1/kernel", array(new float[] {0.1f, -0.2f, 0.3f, -0.5f, 0.7f, 0.9f}, 2, 3));
    given.put("dense_1/bias", array(new float[] {0.1f, 0.2f, -0.3f}, 3));
    given.put("dense_2/kernel", array(new float[] {0.4f, -0.6f, 0.8f, 0.2f, -0.1f, 0.5f}, 3, 2));
    given.put("dense_2/bias", array(new float[] {0.05f, -0.15f}, 2));
    given.put("dense_norm/gamma", array(new float[] {0.8f, 1.2f}, 2));
    given.put("dense_norm/beta", array(new float[] {0, 0.3f}, 2));
    Spec block = BLOCK.with("layer_norm_epsilon", 0.1);

    assertY(
        new float[] {0.777219f, -0.865829f, 0.780965f, -0.871447f, 0.780226f, -0.870338f},
        block,
        given,
        X);
    assertY(
        new float[] {2.852699f, 1.103526f, 2.167944f, -0.365449f, 0.715522f, -1.664869f},
        block.with("normalize_first", true).with("causal", true),
        given,
        X);
  }

  @Test
  void sinesAndCosinesOfPlaces() {
    assertY(
        new float[] {
          0,
          1,
          0,
          1,
          0.841471f,
          0.540302f,
          0.010000f,
          0.999950f,
          0.909297f,
          -0.416147f,
          0.019999f,
          0.999800f
        },
        Spec.of("sinusoidal_position_encoding"),
        Map.of(),
        array(new float[12], 1, 3, 4));
  }

  @Test
  void positionEmbeddingAddsItsRows() {
    Spec spec = Spec.of("position_embedding").with("max_length", 4);
    NdArray table = array(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2);
    NdArray x = array(new float[] {10, 10, 20, 20}, 1, 2, 2);

    assertY(new float[] {11, 12, 23, 24}, spec, Map.of("position_embeddings", table), x);
  }

  @Test
  void longerThanTheTableIsRefused() {
    Spec spec = Spec.of("position_embedding").with("max_length", 2);

    ShapeException e =
        assertThrows(ShapeException.class, () -> Probe.layer(spec, false, Map.of(), X));

    assertEquals(
        "layer 'layer' (position_embedding): sequences have at most 2 steps, got (batch, 3, 2);"
            + " hint: raise max_length",
        e.getMessage());
  }
}
