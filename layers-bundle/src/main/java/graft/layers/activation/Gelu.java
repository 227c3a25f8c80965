package graft.layers.activation;

import graft.api.Activation;
import graft.api.ActivationType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x·Φ(x) = x/2·(1 + erf(x/√2))}; approximate: {@code x/2·(1 + tanh(√(2/π)·(x +
 * 0.044715·x³)))}. Hendrycks and Gimpel 2016, arXiv 1606.08415; exact by default, as in Keras.
 */
@Component
@ActivationType("gelu")
@Doc(
    value = "x·Φ(x), Φ the normal distribution",
    formula = "y = x·Φ(x) = x/2·(1 + erf(x/√2))",
    shapes = "x (…) → y (…)",
    source = "Hendrycks, Gimpel 2016, arXiv 1606.08415")
public final class Gelu implements Activation<Gelu.Config> {
  public record Config(@Default("false") @Doc("by tanh instead of erf") boolean approximate) {}

  @Override
  public Tensor apply(Config c, Tensor x) {
    Tensor phi =
        c.approximate()
            ? x.add(x.multiply(x).multiply(x).multiply(0.044715))
                .multiply(Math.sqrt(2 / Math.PI))
                .tanh()
            : x.multiply(Math.sqrt(0.5)).erf();
    return x.multiply(0.5).multiply(phi.add(1));
  }
}
