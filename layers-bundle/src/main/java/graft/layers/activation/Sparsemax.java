package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = max(x − τ, 0)} along an axis, τ such that the sum is 1: the point of the simplex
 * nearest to x, a softmax with exact zeros. Martins and Astudillo 2016, arXiv 1602.02068, algorithm
 * 1.
 *
 * <p>The k greatest count, k being the last with {@code 1 + k·x₍ₖ₎ > x₍₁₎ + … + x₍ₖ₎}; sorting only
 * finds which these are, and τ follows from their sum, so that the gradient passes no sort.
 */
@Component
@ActivationType("sparsemax")
@Doc(
    value = "softmax with exact zeros",
    formula = "max(x − τ, 0), τ such that the sum is 1",
    shapes = "x (…) → y (…)",
    source = "Martins, Astudillo 2016, arXiv 1602.02068, algorithm 1")
public final class Sparsemax implements Activation<Sparsemax.Config> {
  public record Config(@Default("-1") int axis) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    int axis = x.shape().axis(c.axis());
    Tensor z = x.subtract(x.max(axis).stopGradient().like(x, axis));
    Tensor zero = Tensor.constant(x.dtype(), 0);
    Tensor chosen = z.greater(bound(z.stopGradient(), axis).like(x, axis));
    Tensor count = chosen.cast(x.dtype()).sum(axis);
    Tensor tau = chosen.select(z, zero).sum(axis).subtract(1).divide(count);
    return chosen.select(z.subtract(tau.like(x, axis)), zero);
  }

  /** τ, by the sorted elements. */
  private static Tensor bound(Tensor z, int axis) {
    Tensor sorted = z.sort(axis, true);
    Tensor place = Tensor.iota(z.dtype(), z.shape(), axis).add(1);
    Tensor sums = sorted.cumSum(axis);
    Tensor counts = place.multiply(sorted).add(1).greater(sums);
    Tensor zero = Tensor.constant(z.dtype(), 0);
    Tensor sum = counts.select(sorted, zero).sum(axis);
    return sum.subtract(1).divide(counts.cast(z.dtype()).sum(axis));
  }
}
