package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Optimizer;
import graft.api.OptimizerType;
import graft.api.Range;
import graft.api.Slots;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * Adam with decoupled decay, {@code w −= rate·weight_decay·w} before the step of {@link Adam}.
 * Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2.
 *
 * <p>The decay is the core's, as every optimizer's: it takes {@code weight_decay} from here unless
 * {@code training.weight_decay} is given. .004 as in Keras (PyTorch: .01). Slots are Adam's.
 */
@Component
@OptimizerType("adamw")
@Doc(
    value = "adam with decoupled weight decay",
    formula = "w −= rate·weight_decay·w, then as adam",
    source = "Loshchilov, Hutter 2019, arXiv 1711.05101, algorithm 2; as Keras' AdamW")
public final class AdamW implements Optimizer<AdamW.Config> {
  public record Config(
      @Default("0.001") @Range(min = 0) @Doc("without a schedule") double learningRate,
      @Default("0.004") @Range(min = 0) @Doc("unless training.weight_decay says")
          double weightDecay,
      @Default("0.9") @Range(min = 0, max = 1, maxExclusive = true) double beta_1,
      @Default("0.999") @Range(min = 0, max = 1, maxExclusive = true) double beta_2,
      @Default("1e-7") @Range(min = 0) double epsilon,
      @Default("false") @Doc("divides by the greatest second moment so far") boolean amsgrad) {}

  private final Adam adam = new Adam();

  @Override
  public Tensor update(Config c, Tensor param, Tensor gradient, Slots slots) {
    Adam.Config config =
        new Adam.Config(c.learningRate(), c.beta_1(), c.beta_2(), c.epsilon(), c.amsgrad());
    return adam.update(config, param, gradient, slots);
  }
}
