package graft.layers.initializer;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.Randoms;
import graft.api.Range;
import graft.api.Tensor;
import graft.api.TensorType;
import org.osgi.service.component.annotations.Component;

/**
 * Normal but for what lies beyond two deviations: {@code mean + stddev·z}, |z| ≤ 2. Keras draws
 * again what falls outside; here z = √2·erf⁻¹(u·erf(√2)) with u uniform in ±1, which has the same
 * distribution and needs one draw of fixed size.
 *
 * <p>erf⁻¹ is the central branch of the single-precision polynomial of Giles 2010, "Approximating
 * the erfinv function", relative error below 1e-6; |z| ≤ 2 never leaves it.
 */
@Component
@InitializerType("truncated_normal")
@Doc(
    value = "normal, nothing beyond two standard deviations",
    formula = "mean + stddev·z, |z| ≤ 2",
    source = "as Keras' TruncatedNormal")
public final class TruncatedNormal implements Initializer<TruncatedNormal.Config> {
  public record Config(@Default("0") double mean, @Default("0.05") @Range(min = 0) double stddev) {}

  @Override
  public Tensor apply(Config c, TensorType type, Randoms random) {
    return standard(type, random).multiply(c.stddev()).add(c.mean());
  }

  /** The standard deviation of a standard normal cut at ±2. */
  static final double DEVIATION = 0.87962566103423978;

  private static final double ERF_OF_SQRT_2 = 0.9544997361036416;

  private static final double[] GILES = {
    2.81022636e-08,
    3.43273939e-07,
    -3.5233877e-06,
    -4.39150654e-06,
    0.00021858087,
    -0.00125372503,
    -0.00417768164,
    0.246640727,
    1.50140941
  };

  /** z, of mean 0 and {@link #DEVIATION}. */
  static Tensor standard(TensorType type, Randoms random) {
    Tensor x = random.uniform(type).multiply(2).subtract(1).multiply(ERF_OF_SQRT_2);
    Tensor w = x.square().negate().log1p().negate().subtract(2.5);
    Tensor p = Tensor.full(type, GILES[0]);
    for (int i = 1; i < GILES.length; i++) {
      p = p.multiply(w).add(GILES[i]);
    }
    return p.multiply(x).multiply(Math.sqrt(2));
  }
}
