package graft.layers.normalization;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Dim;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * Normalises groups of channels of each example, {@code y = gamma·(x − mean)/√(variance + epsilon)
 * + beta}, mean and (biased) variance over all but the batch and the group. x (batch, …, channels)
 * → y of the same shape; gamma and beta (channels). One group is close to layer, as many as
 * channels (or -1) is instance normalisation.
 *
 * <p>Wu and He 2018, arXiv 1803.08494, with Keras' epsilon 1e-3 (PyTorch: 1e-5).
 */
@Component
@LayerType("group_normalization")
@Doc(
    value =
        "gives groups of channels mean 0 and variance 1 in each example, then scales and shifts",
    formula = "y = gamma·(x − mean)/√(variance + epsilon) + beta",
    shapes = "x (batch, …, channels) → y (batch, …, channels)",
    source = "arXiv 1803.08494, as Keras' GroupNormalization")
public final class GroupNormalization implements Layer<GroupNormalization.Config> {
  public record Config(
      @Default("32")
          @Range(min = -1)
          @Doc("number of groups, divides the channels; -1: one for each")
          int groups,
      @Default("-1") @Doc("the axis of channels") int axis,
      @Default("0.001") @Range(min = 0) double epsilon,
      @Default("true") @Doc("adds a learned beta") boolean center,
      @Default("true") @Doc("multiplies by a learned gamma") boolean scale) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    int axis = x.shape().axis(c.axis());
    int channels = x.shape().size(axis);
    int groups = c.groups() == -1 ? channels : c.groups();
    if (groups < 1 || channels % groups != 0) {
      throw new ConfigException(
          "groups: expected a divisor of " + channels + " channels, got " + groups,
          "channels are axis " + axis + " of " + x.shape());
    }
    Tensor grouped =
        x.reshape(x.shape().with(axis, channels / groups).insert(axis, Dim.of(groups)));
    int[] inner = Normalization.others(grouped, 0, axis);
    Tensor y = Normalization.standardised(grouped, c.epsilon(), inner).reshape(x.shape());
    return Normalization.affine(y, c.scale(), c.center(), new int[] {axis}, scope);
  }
}
