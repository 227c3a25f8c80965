package graft.metrics;

import graft.api.Spec;
import graft.tck.Tck;
import org.junit.jupiter.api.Test;

/** One line of the test kit for each type. */
class ContractTest {
  @Test
  void accuracy() {
    Tck.metric(Spec.of("accuracy"), Tck.f32(4), Tck.i32());
    Tck.metric(Spec.of("accuracy"), Tck.f32(4), Tck.f32(4));
    Tck.metric(Spec.of("accuracy"), Tck.f32(3, 4), Tck.i32(3));
    Tck.metric(Spec.of("accuracy"), Tck.f32(), Tck.i32());
  }

  @Test
  void meanSquaredError() {
    Tck.metric(Spec.of("mean_squared_error"), Tck.f32(3), Tck.f32(3));
    Tck.metric(Spec.of("mean_squared_error"), Tck.f32(), Tck.f32());
  }
}
