package graft.optimizers;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.Schedule;
import graft.api.ScheduleType;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * Cosine waves one after the other, each t_mul times as long as the last and m_mul times as high:
 * {@code initial·((1 − alpha)·m_mulⁱ·½(1 + cos(π·f)) + alpha)}, f the part of wave i that is over.
 * Loshchilov and Hutter 2016, arXiv 1608.03983 (SGDR), equation 5; as Keras' CosineDecayRestarts.
 */
@Component
@ScheduleType("cosine_decay_restarts")
@Doc(
    value = "cosine waves, each longer than the last: warm restarts",
    formula = "initial·((1 − alpha)·m_mulⁱ·½(1 + cos(π·f)) + alpha), f the share of wave i",
    source = "Loshchilov, Hutter 2016, arXiv 1608.03983; as Keras' CosineDecayRestarts")
public final class CosineDecayRestarts implements Schedule<CosineDecayRestarts.Config> {
  public record Config(
      @Range(min = 0) double initialLearningRate,
      @Range(min = 1) @Doc("optimizer steps of the first wave") long firstDecaySteps,
      @Default("2") @Range(min = 1) @Doc("length of a wave in lengths of the last") double tMul,
      @Default("1") @Range(min = 0) @Doc("height of a wave in heights of the last") double mMul,
      @Default("0") @Range(min = 0) @Doc("least rate as a share of the first") double alpha) {}

  /** Puts the step of a restart, whose logarithm may be rounded down, into the wave it begins. */
  private static final double ROUNDING = 1e-5;

  @Override
  public Tensor apply(Config c, Tensor step) {
    Tensor time = step.divide(c.firstDecaySteps());
    Tensor wave;
    Tensor share;
    if (c.tMul() == 1) {
      wave = time.floor();
      share = time.subtract(wave);
    } else {
      double growth = c.tMul() - 1;
      // The waves before number i take (t_mulⁱ − 1)/(t_mul − 1) first waves.
      Tensor logs = time.multiply(growth).log1p().divide(Math.log(c.tMul()));
      wave = logs.add(ROUNDING).floor();
      Tensor length = wave.multiply(Math.log(c.tMul())).exp();
      share = time.subtract(length.subtract(1).divide(growth)).divide(length).clip(0, 1);
    }
    Tensor height = Tensor.constant(step.dtype(), c.mMul()).pow(wave).multiply(0.5);
    Tensor cosine = share.multiply(Math.PI).cos().add(1).multiply(height);
    return cosine.multiply(1 - c.alpha()).add(c.alpha()).multiply(c.initialLearningRate());
  }
}
