package com.example.swish;

import graft.api.Spec;
import graft.tck.Tck;
import org.junit.jupiter.api.Test;

class SwishTest {
  @Test
  void keepsTheContract() {
    Tck.layer(Spec.of("swish").with("beta", 1.5), Tck.f32(5));
  }
}
