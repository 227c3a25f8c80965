package graft.losses;

import graft.api.Spec;
import graft.tck.Tck;
import org.junit.jupiter.api.Test;

/** One line of the test kit for each type. */
class ContractTest {
  @Test
  void meanSquaredError() {
    Tck.loss(Spec.of("mean_squared_error"), Tck.f32(3), Tck.f32(3));
    Tck.loss(Spec.of("mean_squared_error"), Tck.f32(), Tck.f32());
    Tck.loss(Spec.of("mean_squared_error"), Tck.f32(4, 2), Tck.f32(4, 2));
  }

  @Test
  void sparseCategoricalCrossentropy() {
    Spec spec = Spec.of("sparse_categorical_crossentropy");
    Tck.loss(spec, Tck.f32(4), Tck.i32());
    Tck.loss(spec.with("from_logits", true), Tck.f32(4), Tck.i32(1));
    Tck.loss(spec.with("from_logits", true), Tck.f32(5, 4), Tck.i32(5));
  }

  @Test
  void categoricalCrossentropy() {
    Spec spec = Spec.of("categorical_crossentropy");
    Tck.loss(spec, Tck.f32(4), Tck.f32(4));
    Tck.loss(spec.with("from_logits", true).with("label_smoothing", 0.1), Tck.f32(4), Tck.f32(4));
  }

  @Test
  void binaryCrossentropy() {
    Spec spec = Spec.of("binary_crossentropy");
    Tck.loss(spec, Tck.f32(2), Tck.f32(2));
    Tck.loss(spec.with("from_logits", true).with("label_smoothing", 0.1), Tck.f32(), Tck.f32());
  }
}
