package graft.layers.merging;

import graft.api.Block;
import graft.api.DType;
import graft.api.Doc;
import graft.api.LayerType;
import graft.api.Op;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps a recommender from recommending what a user has had: in training it notes the pairs of user
 * and item and passes the scores on; in evaluation and prediction {@code y[b, i] = scores[b, i]},
 * or -1e9 if the user of example b had item i in training. scores (batch, items), user (batch),
 * item (batch) → y (batch, items). How often each pair was there is a state of users × items
 * numbers. The usual protocol for recall of new items, as in Liang et al. 2018.
 */
@Component
@LayerType("exclude_seen")
@Doc(
    value = "lowers the scores of items that a user had in training, for recommenders",
    formula = "y[b, i] = −10⁹ if user b had item i in training, else scores[b, i]",
    shapes = "scores (batch, items), user (batch), item (batch) → y (batch, items)",
    source = "Liang et al. 2018, arXiv 1802.05814, section 4")
public final class ExcludeSeen implements Block<ExcludeSeen.Config> {
  private static final double LEAST = -1e9;

  public record Config(@Range(min = 1) @Doc("number of users, 0 included") int users) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    boolean fits =
        xs.size() == 3
            && xs.get(0).rank() == 2
            && xs.subList(1, 3).stream().allMatch(x -> x.rank() == 1 && x.dtype().isInteger());
    if (!fits) {
      throw new ShapeException(
          "it takes scores (batch, items), user (batch) and item (batch), got " + xs,
          "in a model of type 'graph', \"inputs\": [\"scores\", \"user\", \"item\"]");
    }
    Tensor scores = xs.get(0);
    Tensor user = xs.get(1).cast(DType.I32);
    Tensor item = xs.get(2).cast(DType.I32);
    int items = scores.shape().size(1);
    Shape pairs = Shape.of(c.users(), items);
    Tensor seen = scope.state("seen", new TensorType(DType.F32, pairs), Spec.of("zeros"));
    Tensor y = scores;
    if (scope.training()) {
      Tensor flat = seen.reshape(Shape.of(Math.multiplyExact(c.users(), items)));
      Tensor one = Tensor.constant(DType.F32, 1).broadcastTo(user.shape());
      Tensor place = user.multiply(items).add(item);
      flat = Tensor.of(new Op.ScatterAdd(0), flat, place, one);
      scope.update("seen", flat.reshape(pairs));
    } else {
      Tensor hadIt = seen.gather(user, 0).greater(0);
      y = hadIt.select(Tensor.constant(scores.dtype(), LEAST), scores);
    }
    scope.mask(y, Optional.empty());
    return List.of(y);
  }
}
