package graft.core.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.run.WeightLayout;
import graft.core.state.Checkpoint;
import graft.core.state.Safetensors;
import graft.core.trace.StateTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstWeightsTest {
  @TempDir Path folder;

  private final Map<String, NdArray> tensors = new LinkedHashMap<>();
  private final List<StateTensor> states = new ArrayList<>();

  private void weight(String name, int... shape) {
    TensorType type = new TensorType(DType.F32, Shape.of(shape));
    states.add(new StateTensor(name, type, StateTensor.Role.PARAM, "", Tensor.full(type, 0)));
  }

  /** A tensor of 1, 2, 3 … */
  private void tensor(String name, int... shape) {
    NdArray array = NdArray.zeros(DType.F32, shape);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, i + 1);
    }
    tensors.put(name, array);
  }

  private Path file() {
    Path file = folder.resolve("w.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(out, tensors, Map.of());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file;
  }

  private FirstWeights.Loaded load(WeightLayout layout, Map<String, String> names, boolean strict) {
    return FirstWeights.load(
        new WeightPlan(file().toString(), Optional.of(layout), names, Map.of(), strict), states);
  }

  private FirstWeights.Loaded pyTorch() {
    return load(WeightLayout.PYTORCH, Map.of(), true);
  }

  private void assertValue(FirstWeights.Loaded loaded, String name, double... expected) {
    NdArray value = loaded.values().get(name);
    double[] got = new double[value.size()];
    for (int i = 0; i < got.length; i++) {
      got[i] = value.get(i);
    }
    assertArrayEquals(expected, got, name);
  }

  private String fault(Class<? extends GraftException> type, Runnable load) {
    return assertThrows(type, load::run).getMessage().replace(folder.toString(), "DIR");
  }

  @Test
  void aLinearWeightIsTransposed() {
    weight("fc/kernel", 3, 2);
    weight("fc/bias", 2);
    tensor("fc.weight", 2, 3); // rows 1 2 3 and 4 5 6
    tensor("fc.bias", 2);
    FirstWeights.Loaded loaded = pyTorch();
    assertValue(loaded, "fc/kernel", 1, 4, 2, 5, 3, 6);
    assertValue(loaded, "fc/bias", 1, 2);
    assertEquals(1, loaded.lines().size(), loaded.lines().toString());
    assertTrue(loaded.lines().get(0).startsWith("weights: 2 of 2 (8 numbers) from "));
  }

  /** (O, I, h, w) → (h, w, I, O): the number at (o, i, h, w) is 1 + w + 2 h + 4 i + 8 o. */
  @Test
  void aConvolutionsOuterAxesGoToTheEnd() {
    weight("conv/kernel", 2, 2, 2, 1);
    tensor("conv.weight", 1, 2, 2, 2);
    assertValue(pyTorch(), "conv/kernel", 1, 5, 2, 6, 3, 7, 4, 8);
  }

  /** (C·m, 1, h, w) → (h, w, C, m) with C = 2, m = 2, windows of 1 × 2. */
  @Test
  void aDepthwiseKernelIsSplitIntoChannels() {
    weight("dw/depthwise", 1, 2, 2, 2);
    tensor("dw.weight", 4, 1, 1, 2); // channels (1 2), (3 4), (5 6), (7 8)
    assertValue(pyTorch(), "dw/depthwise", 1, 3, 5, 7, 2, 4, 6, 8);
  }

  @Test
  void normalizationAndEmbeddingsFindTheirNames() {
    for (String name : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
      weight("bn/" + name, 1);
    }
    weight("words/embeddings", 2, 2);
    tensor("bn.weight", 1);
    tensor("bn.bias", 1);
    tensor("bn.running_mean", 1);
    tensor("bn.running_var", 1);
    tensors.put("bn.num_batches_tracked", new NdArray(new long[] {7}));
    tensor("words.weight", 2, 2);
    FirstWeights.Loaded loaded = pyTorch();
    assertEquals(5, loaded.values().size());
    assertValue(loaded, "words/embeddings", 1, 2, 3, 4); // as it is
  }

  /** One unit: each gate is a row. PyTorch and we have the order i, f, g, o. */
  @Test
  void anLstmsTwoBiasesAreAdded() {
    weight("lstm/kernel", 2, 4);
    weight("lstm/recurrent_kernel", 1, 4);
    weight("lstm/bias", 4);
    tensor("lstm.weight_ih_l0", 4, 2);
    tensor("lstm.weight_hh_l0", 4, 1);
    tensor("lstm.bias_ih_l0", 4);
    tensor("lstm.bias_hh_l0", 4);
    FirstWeights.Loaded loaded = pyTorch();
    assertValue(loaded, "lstm/kernel", 1, 3, 5, 7, 2, 4, 6, 8);
    assertValue(loaded, "lstm/recurrent_kernel", 1, 2, 3, 4);
    assertValue(loaded, "lstm/bias", 2, 4, 6, 8);
  }

  /** PyTorch's gates are r, z, n, ours z, r, n; the biases are the rows of one. */
  @Test
  void aGrusFirstTwoGatesChangePlaces() {
    weight("gru/kernel", 1, 3);
    weight("gru/recurrent_kernel", 1, 3);
    weight("gru/bias", 2, 3);
    tensor("gru.weight_ih_l0", 3, 1);
    tensor("gru.weight_hh_l0", 3, 1);
    tensors.put("gru.bias_hh_l0", new NdArray(new float[] {10, 20, 30}, 3));
    tensor("gru.bias_ih_l0", 3);
    FirstWeights.Loaded loaded = pyTorch();
    assertValue(loaded, "gru/kernel", 2, 1, 3);
    assertValue(loaded, "gru/bias", 2, 1, 3, 20, 10, 30);
  }

  @Test
  void bothDirectionsAndUpperLayersFindTheirLayers() {
    for (String layer : List.of("bi/forward/", "bi/backward/", "top/")) {
      weight(layer + "kernel", 1, 4);
      weight(layer + "recurrent_kernel", 1, 4);
    }
    for (String end : List.of("l0", "l0_reverse", "l1")) {
      tensor("bi.weight_ih_" + end, 4, 1);
      tensor("bi.weight_hh_" + end, 4, 1);
    }
    Map<String, String> names =
        Map.of("bi.weight_ih_l1", "top/kernel", "bi.weight_hh_l1", "top/recurrent_kernel");
    assertEquals(6, load(WeightLayout.PYTORCH, names, true).values().size());
  }

  @Test
  void aGruWithOneBiasIsRefused() {
    weight("gru/recurrent_kernel", 1, 3);
    weight("gru/bias", 3);
    tensor("gru.weight_hh_l0", 3, 1);
    tensor("gru.bias_ih_l0", 3);
    tensor("gru.bias_hh_l0", 3);
    assertTrue(
        fault(DataException.class, this::pyTorch)
            .contains("PyTorch's GRU has two biases; hint: give the layer reset_after: true"));
  }

  @Test
  void namesMapTensorsAndModules() {
    weight("conv_1/kernel", 1, 1);
    weight("conv_1/bias", 1);
    weight("head/kernel", 1, 1);
    tensor("features.0.weight", 1, 1);
    tensor("features.0.bias", 1);
    tensor("model.fc.weight", 1, 1);
    FirstWeights.Loaded loaded =
        load(
            WeightLayout.PYTORCH,
            Map.of("features.0", "conv_1", "model.fc.weight", "head/kernel"),
            true);
    assertEquals(3, loaded.values().size());
  }

  @Test
  void whatWrapsAModelIsPassedOver() {
    weight("encoder/fc/kernel", 1, 1);
    tensor("module.encoder.fc.weight", 1, 1);
    assertEquals(1, pyTorch().values().size());
  }

  /** Channels first: pixels a b of channel 1, c d of channel 2; ours a c b d. */
  @Test
  void aLinearLayerAfterFlattenedImagesIsReordered() {
    weight("fc/kernel", 4, 1);
    tensor("fc.weight", 1, 4);
    WeightPlan plan =
        new WeightPlan(
            file().toString(),
            Optional.of(WeightLayout.PYTORCH),
            Map.of(),
            Map.of("fc", List.of(2, 1, 2)),
            true);
    assertValue(FirstWeights.load(plan, states), "fc/kernel", 1, 3, 2, 4);
  }

  @Test
  void aStrictFileMustFitAndSaysWhatDoesNot() {
    weight("trunk/kernel", 2, 2);
    weight("head/kernel", 2, 3);
    weight("head/bias", 3);
    tensor("trunk/kernel", 2, 2);
    tensor("head/kernel", 2, 5);
    tensor("old/bias", 5);
    assertEquals(
        "DIR/w.safetensors: does not fit the model (layout graft): tensor 'head/kernel': weight"
            + " 'head/kernel' expects f32[2, 3], got f32[2, 5]; no tensor for head/kernel [2, 3],"
            + " head/bias [3]; no weight for old/bias [5]; hint: training.weights.names maps names;"
            + " strict: false takes what fits",
        fault(DataException.class, () -> load(WeightLayout.GRAFT, Map.of(), true)));
    FirstWeights.Loaded loaded = load(WeightLayout.GRAFT, Map.of(), false);
    assertEquals(List.of("trunk/kernel"), List.copyOf(loaded.values().keySet()));
    assertEquals(
        List.of(
            "weights: left out: tensor 'head/kernel': weight 'head/kernel' expects f32[2, 3], got"
                + " f32[2, 5]",
            "weights: not loaded: head/kernel [2, 3], head/bias [3]",
            "weights: not used: old/bias [5]"),
        loaded.lines().subList(1, 4));
  }

  @Test
  void aFileOfWhichNothingFitsIsRefusedInAnyCase() {
    weight("a/kernel", 1);
    tensor("b/kernel", 1);
    fault(DataException.class, () -> load(WeightLayout.GRAFT, Map.of(), false));
  }

  @Test
  void namesOfNothingAreRefused() {
    weight("a/kernel", 1);
    tensor("a/kernel", 1);
    assertEquals(
        "training.weights.names: 'b' is neither a tensor nor a module in DIR/w.safetensors; hint:"
            + " tensors are a/kernel",
        fault(
            ConfigException.class, () -> load(WeightLayout.GRAFT, Map.of("b", "a/kernel"), true)));
    assertEquals(
        "training.weights.names: the model has no weight 'a/kernels' (a/kernel); hint: did you"
            + " mean 'a/kernel'? weights are a/kernel",
        fault(
            ConfigException.class,
            () -> load(WeightLayout.GRAFT, Map.of("a/kernel", "a/kernels"), true)));
  }

  @Test
  void doublesBecomeFloats() {
    weight("a/kernel", 2);
    tensors.put("a/kernel", new NdArray(new double[] {1.5, -2}, 2));
    assertValue(load(WeightLayout.GRAFT, Map.of(), true), "a/kernel", 1.5, -2);
  }

  @Test
  void averagesBeginAsTheirWeights() {
    weight("a/kernel", 1);
    TensorType type = new TensorType(DType.F32, Shape.of(1));
    states.add(
        new StateTensor(
            "optimizer/a/kernel/ema",
            type,
            StateTensor.Role.SLOT,
            "average",
            Tensor.full(type, 0)));
    tensor("a/kernel", 1);
    assertValue(load(WeightLayout.GRAFT, Map.of(), true), "optimizer/a/kernel/ema", 1);
  }

  /** Whatever is written for PyTorch comes back as it was. */
  @Test
  void anExportedFileIsReadBack() {
    weight("conv/kernel", 3, 2, 2, 4);
    weight("conv/bias", 4);
    weight("sep/depthwise", 3, 3, 2, 2);
    weight("sep/pointwise", 1, 1, 4, 5);
    weight("dw/depthwise", 3, 1, 2, 2);
    weight("bn/gamma", 3);
    weight("bn/moving_mean", 3);
    weight("gru/kernel", 2, 6);
    weight("gru/recurrent_kernel", 2, 6);
    weight("gru/bias", 2, 6);
    weight("bi/backward/kernel", 2, 8);
    weight("bi/backward/recurrent_kernel", 2, 8);
    weight("bi/backward/bias", 8);
    weight("mha/query_kernel", 2, 2);
    for (StateTensor state : states) {
      tensor(
          state.name(),
          state.type().shape().dims().stream().mapToInt(graft.api.Dim::size).toArray());
    }
    Checkpoint checkpoint =
        new Checkpoint(
            1, 1, 0, 0, 1, Optional.empty(), "", List.of(), Map.of(), Map.copyOf(tensors));
    Path file = folder.resolve("out/exported.safetensors");
    // The two biases of bi are two tensors in PyTorch, and so are those of gru.
    assertEquals(
        states.size() + 2, WeightExport.write(checkpoint, states, WeightLayout.PYTORCH, file));
    WeightPlan plan = new WeightPlan(file.toString(), Optional.empty(), Map.of(), Map.of(), true);
    Map<String, NdArray> back = FirstWeights.load(plan, states).values();
    tensors.forEach(
        (name, value) ->
            assertArrayEquals((float[]) value.array(), (float[]) back.get(name).array(), name));
  }
}
