package graft.layers;

import graft.api.DType;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.TensorType;
import graft.tck.Tck;
import graft.tck.Trait;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One line of the test kit for each type. */
class ContractTest {
  private static final TensorType MATRIX = new TensorType(DType.F32, Shape.of(4, 3));
  private static final TensorType KERNEL = new TensorType(DType.F32, Shape.of(3, 3, 2, 4));

  @Test
  void dense() {
    Tck.layer(Spec.of("dense").with("units", 3).with("activation", "tanh"), Tck.f32(6));
    Tck.layer(Spec.of("dense").with("units", 2).with("use_bias", false), Tck.f32(5, 4));
  }

  @Test
  void conv2d() {
    Spec conv = Spec.of("conv2d").with("filters", 4).with("kernel_size", 3);
    Tck.layer(conv.with("activation", "gelu"), Tck.f32(6, 5, 2));
    Tck.layer(conv.with("padding", "same").with("strides", 2).with("groups", 2), Tck.f32(7, 6, 4));
    Tck.layer(conv.with("dilation_rate", List.of(1, 2)).with("use_bias", false), Tck.f32(6, 6, 1));
  }

  @Test
  void maxPooling2d() {
    Tck.layer(Spec.of("max_pooling2d"), Tck.f32(6, 5, 3));
    Tck.layer(
        Spec.of("max_pooling2d").with("pool_size", 3).with("strides", 2).with("padding", "same"),
        Tck.f32(6, 5, 2));
  }

  @Test
  void flatten() {
    Tck.layer(Spec.of("flatten"), Tck.f32(3, 2));
    Tck.layer(Spec.of("flatten"), Tck.f32());
  }

  @Test
  void activation() {
    Tck.layer(Spec.of("activation").with("activation", "softmax"), Tck.f32(5));
  }

  @Test
  void dropout() {
    Tck.layer(Spec.of("dropout").with("rate", 0.4), Tck.f32(50));
  }

  @Test
  void batchNormalization() {
    Spec spec = Spec.of("batch_normalization");
    EnumSet<Trait> traits = EnumSet.of(Trait.BATCH_DEPENDENT);
    // In training one example alone has variance 0: the images have several pixels.
    Tck.layer(spec, traits, Tck.f32(4, 3, 2));
    Tck.layer(spec.with("axis", 1).with("scale", false), traits, Tck.f32(3, 4));
  }

  @Test
  void embedding() {
    Spec spec = Spec.of("embedding").with("input_dim", 5).with("output_dim", 3);
    Tck.layer(spec, Tck.i32(4));
    Tck.layer(spec.with("mask_zero", true), Tck.i32(4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "relu",
        "softmax",
        "log_softmax",
        "sigmoid",
        "log_sigmoid",
        "tanh",
        "gelu",
        "silu",
        "elu",
        "selu",
        "softplus",
        "mish",
        "leaky_relu",
        "exponential",
        "relu6",
        "hard_sigmoid",
        "softsign"
      })
  void activations(String type) {
    Tck.activation(Spec.of(type), Tck.f32(3, 5));
  }

  @Test
  void activationsWithParameters() {
    Tck.activation(
        Spec.of("relu").with("negative_slope", 0.1).with("max_value", 1).with("threshold", 0.2),
        Tck.f32(9));
    Tck.activation(Spec.of("gelu").with("approximate", true), Tck.f32(9));
    Tck.activation(Spec.of("softmax").with("axis", 1), Tck.f32(3, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zeros",
        "ones",
        "constant",
        "glorot_uniform",
        "glorot_normal",
        "he_uniform",
        "he_normal",
        "random_normal",
        "random_uniform",
        "truncated_normal"
      })
  void initializers(String type) {
    Tck.initializer(Spec.of(type), MATRIX);
    Tck.initializer(Spec.of(type), KERNEL);
  }

  @Test
  void regularizers() {
    Tck.regularizer(Spec.of("l1"), MATRIX);
    Tck.regularizer(Spec.of("l2"), MATRIX);
  }

  @Test
  void constraints() {
    Tck.constraint(Spec.of("max_norm").with("max_value", 1), MATRIX);
    Tck.constraint(Spec.of("max_norm").with("axis", List.of(0, 1, 2)), KERNEL);
    Tck.constraint(Spec.of("non_neg"), MATRIX);
  }
}
