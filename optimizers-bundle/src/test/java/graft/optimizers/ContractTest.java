package graft.optimizers;

import graft.api.Spec;
import graft.tck.Tck;
import org.junit.jupiter.api.Test;

/** One line of the test kit for each type. */
class ContractTest {
  @Test
  void sgd() {
    Tck.optimizer(Spec.of("sgd"));
    Tck.optimizer(Spec.of("sgd").with("momentum", 0.9));
    Tck.optimizer(Spec.of("sgd").with("momentum", 0.9).with("nesterov", true));
  }

  @Test
  void adam() {
    Tck.optimizer(Spec.of("adam"));
    Tck.optimizer(Spec.of("adam").with("amsgrad", true).with("beta_1", 0));
  }

  @Test
  void schedules() {
    Spec cosine = Spec.of("cosine").with("initial_learning_rate", 0.1).with("decay_steps", 100);
    Tck.schedule(Spec.of("constant").with("learning_rate", 0.1));
    Tck.schedule(cosine);
    Tck.schedule(cosine.with("warmup_target", 0.5).with("warmup_steps", 10).with("alpha", 0.1));
  }
}
