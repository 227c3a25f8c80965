package graft.layers;

import static graft.layers.LayerValues.array;
import static graft.layers.LayerValues.assertRefused;
import static graft.layers.LayerValues.assertY;
import static graft.layers.LayerValues.full;
import static graft.layers.LayerValues.shape;
import static graft.layers.LayerValues.upTo;

import graft.api.NdArray;
import graft.api.Spec;
import graft.tck.Tck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Layers that convolve. Values by hand; those of transposed ones by a plain loop in NumPy. */
class ConvolutionLayersTest {
  private static Spec of(String type, Object kernelSize) {
    return Spec.of(type).with("kernel_size", kernelSize);
  }

  private static Spec filters(String type, int filters, Object kernelSize) {
    return of(type, kernelSize).with("filters", filters);
  }

  // ---- conv1d

  @Test
  void conv1d() {
    Spec conv = filters("conv1d", 4, 3);
    Tck.layer(conv.with("activation", "tanh").with("strides", 2), Tck.f32(7, 2));
    Tck.layer(conv.with("padding", "causal").with("dilation_rate", 2), Tck.f32(6, 3));
    Tck.layer(
        conv.with("padding", "same").with("groups", 2).with("use_bias", false), Tck.f32(5, 4));
  }

  @Test
  void paddingOfConv1d() {
    Map<String, NdArray> kernel = Map.of("kernel", array(shape(3, 1, 1), 1, 10, 100));
    Spec conv = filters("conv1d", 1, 3);

    // Σ x[i+u]·10ᵘ with x = 1, 2, 3, 4
    assertY(conv, kernel, upTo(1, 4, 1), shape(1, 2, 1), 321, 432);
    assertY(conv.with("padding", "same"), kernel, upTo(1, 4, 1), shape(1, 4, 1), 210, 321, 432, 43);
    assertY(
        conv.with("padding", "causal"), kernel, upTo(1, 4, 1), shape(1, 4, 1), 100, 210, 321, 432);
    assertY(
        conv.with("padding", "causal").with("strides", 2),
        kernel,
        upTo(1, 4, 1),
        shape(1, 2, 1),
        100,
        321);
    assertY(
        conv.with("padding", "causal").with("dilation_rate", 2),
        kernel,
        upTo(1, 4, 1),
        shape(1, 4, 1),
        100,
        200,
        310,
        420);
  }

  @Test
  void sequencesAndImagesAreAskedFor() {
    assertRefused(
        filters("conv1d", 1, 3), upTo(2, 3), "needs sequences (batch, steps, channels), got");
    assertRefused(
        of("depthwise_conv2d", 3),
        upTo(2, 3, 3),
        "needs images (batch, height, width, channels), got (batch, 3, 3)");
  }

  // ---- depthwise, separable

  @Test
  void depthwiseConv2d() {
    Spec conv = of("depthwise_conv2d", 3);
    Tck.layer(conv, Tck.f32(5, 4, 3));
    Tck.layer(
        conv.with("depth_multiplier", 2)
            .with("padding", "same")
            .with("strides", 2)
            .with("activation", "gelu"),
        Tck.f32(6, 5, 3));
    Tck.layer(conv.with("dilation_rate", 2).with("use_bias", false), Tck.f32(6, 6, 17));
  }

  @Test
  void depthwiseConv2dKeepsChannelsApart() {
    // A pixel of channels 1, 2, 3 and multipliers: kernel[0,0,c,q] = 1 … 6, bias 0.5.
    assertY(
        of("depthwise_conv2d", 1).with("depth_multiplier", 2),
        Map.of("depthwise", upTo(1, 1, 3, 2), "bias", full(0.5, 6)),
        upTo(1, 1, 1, 3),
        shape(1, 1, 1, 6),
        1.5,
        2.5,
        6.5,
        8.5,
        15.5,
        18.5);
    // Sums of 2x2 windows of channel 0 (1, 3, 5, 7), ten times those of channel 1 (2, 4, 6, 8).
    assertY(
        of("depthwise_conv2d", 2),
        Map.of("depthwise", array(shape(2, 2, 2, 1), 1, 10, 1, 10, 1, 10, 1, 10)),
        upTo(1, 2, 2, 2),
        shape(1, 1, 1, 2),
        16,
        200);
  }

  @Test
  void depthwiseConv1d() {
    Tck.layer(
        of("depthwise_conv1d", 3).with("depth_multiplier", 2).with("padding", "same"),
        Tck.f32(6, 3));
    // x = (1, 2), (3, 4), (5, 6): x[i] + 10·x[i+1] of each channel.
    assertY(
        of("depthwise_conv1d", 2),
        Map.of("depthwise", array(shape(2, 2, 1), 1, 1, 10, 10)),
        upTo(1, 3, 2),
        shape(1, 2, 2),
        31,
        42,
        53,
        64);
  }

  @Test
  void separableConv2d() {
    Tck.layer(
        filters("separable_conv2d", 4, 3).with("depth_multiplier", 2).with("activation", "tanh"),
        Tck.f32(5, 4, 3));
    // Depthwise: sums 16 and 20 of the channels 1, 3, 5, 7 and 2, 4, 6, 8; then 16 + 2·20 − 1.
    assertY(
        filters("separable_conv2d", 1, 2),
        Map.of(
            "depthwise", full(1, 2, 2, 2, 1),
            "pointwise", upTo(1, 1, 2, 1),
            "bias", full(-1, 1)),
        upTo(1, 2, 2, 2),
        shape(1, 1, 1, 1),
        55);
  }

  @Test
  void separableConv1d() {
    Tck.layer(filters("separable_conv1d", 4, 3).with("strides", 2), Tck.f32(7, 3));
    // Depthwise: 1 + 3 and 2 + 4; then (4·1 + 6·3, 4·2 + 6·4).
    assertY(
        filters("separable_conv1d", 2, 2),
        Map.of("depthwise", full(1, 2, 2, 1), "pointwise", upTo(1, 2, 2)),
        upTo(1, 2, 2),
        shape(1, 1, 2),
        22,
        32);
  }

  // ---- transposed

  @Test
  void conv2dTranspose() {
    Spec conv = filters("conv2d_transpose", 2, 3);
    Tck.layer(conv.with("strides", 2).with("padding", "same"), Tck.f32(3, 4, 3));
    Tck.layer(
        conv.with("strides", List.of(3, 2))
            .with("output_padding", List.of(2, 1))
            .with("activation", "gelu"),
        Tck.f32(2, 3, 1));
    Tck.layer(conv.with("dilation_rate", 2).with("use_bias", false), Tck.f32(3, 3, 2));
  }

  @Test
  void conv2dTransposeAddsTheKernelAtEachPixel() {
    Map<String, NdArray> kernel = Map.of("kernel", upTo(3, 3, 1, 1));
    Spec conv = filters("conv2d_transpose", 1, 3).with("strides", 2);

    assertY(
        conv,
        kernel,
        upTo(1, 2, 2, 1),
        shape(1, 5, 5, 1),
        1,
        2,
        5,
        4,
        6,
        4,
        5,
        14,
        10,
        12,
        10,
        14,
        36,
        24,
        30,
        12,
        15,
        34,
        20,
        24,
        21,
        24,
        55,
        32,
        36);
    assertY(
        conv.with("padding", "same"),
        kernel,
        upTo(1, 2, 2, 1),
        shape(1, 4, 4, 1),
        1,
        2,
        5,
        4,
        4,
        5,
        14,
        10,
        10,
        14,
        36,
        24,
        12,
        15,
        34,
        20);
    assertY(
        conv.with("padding", "same").with("output_padding", 0),
        kernel,
        upTo(1, 2, 2, 1),
        shape(1, 3, 3, 1),
        5,
        14,
        10,
        14,
        36,
        24,
        15,
        34,
        20);
  }

  @Test
  void outputPaddingIsBelowTheStride() {
    assertRefused(
        filters("conv2d_transpose", 1, 3).with("strides", 2).with("output_padding", 2),
        upTo(1, 2, 2, 1),
        "output_padding: expected one entry or one for each axis, below strides [2, 2], got [2]");
  }

  @Test
  void conv1dTranspose() {
    Spec conv = filters("conv1d_transpose", 2, 3).with("strides", 2);
    Tck.layer(conv.with("padding", "same"), Tck.f32(4, 3));
    Tck.layer(conv.with("output_padding", 1), Tck.f32(3, 2));
    // 1, 2, 3 times the kernel (1, 2) at 0, 3 and 6; the stride's gaps are 0.
    assertY(
        filters("conv1d_transpose", 1, 2).with("strides", 3),
        Map.of("kernel", upTo(2, 1, 1)),
        upTo(1, 3, 1),
        shape(1, 9, 1),
        1,
        2,
        0,
        2,
        4,
        0,
        3,
        6,
        0);
  }
}
