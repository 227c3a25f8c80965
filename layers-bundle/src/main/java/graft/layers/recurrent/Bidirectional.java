package graft.layers.recurrent;

import graft.api.Block;
import graft.api.Default;
import graft.api.Doc;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.ShapeException;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * A recurrent layer from both ends, {@code y = merge(forward(x), backward(x))}, with weights of
 * their own. x (batch, time, in) → y (batch, 2·units) for {@code concat}; with the layer's {@code
 * return_sequences} (batch, time, 2·units), both directions in the order of x. Further inputs are
 * the initial states, forward first; so are further outputs. Schuster and Paliwal 1997.
 *
 * <p>Longer than a catalogue class should be, as it splits and joins the states of both directions.
 */
@Component
@LayerType("bidirectional")
@Doc(
    value = "a recurrent layer from both ends",
    formula = "y = merge(forward(x), backward(x))",
    shapes = "x (batch, time, in) → y (batch, 2·units); return_sequences: (batch, time, 2·units)",
    source = "Schuster and Paliwal 1997; as Keras' Bidirectional")
public final class Bidirectional implements Block<Bidirectional.Config> {
  /** How the two outputs become one; {@code none} gives both. */
  public enum MergeMode {
    CONCAT,
    SUM,
    MUL,
    AVE,
    NONE
  }

  public record Config(
      @Doc("a recurrent layer such as lstm") Spec layer,
      @Doc("the other direction; the same as layer unless given") Optional<Spec> backwardLayer,
      @Default("concat") MergeMode mergeMode) {}

  @Override
  public List<Tensor> apply(Config c, List<Tensor> xs, Scope scope) {
    Spec forward = c.layer();
    Spec backward =
        c.backwardLayer().orElse(forward.with("go_backwards", !flag(forward, "go_backwards")));
    if (flag(forward, "go_backwards") == flag(backward, "go_backwards")) {
      throw new ShapeException("backward_layer must go the other way: set its go_backwards", "");
    }
    Tensor x = xs.get(0);
    int states = (xs.size() - 1) / 2;
    List<Tensor> first = new ArrayList<>(xs.subList(0, 1 + states));
    List<Tensor> second = new ArrayList<>(xs.subList(1 + states, xs.size()));
    second.add(0, x);
    List<Tensor> a = inOrder(forward, scope.block("forward", forward, first));
    List<Tensor> b = inOrder(backward, scope.block("backward", backward, second));
    List<Tensor> ys = new ArrayList<>(merge(c.mergeMode(), a.get(0), b.get(0)));
    Optional<Tensor> mask = scope.mask(x).filter(m -> flag(forward, "return_sequences"));
    ys.forEach(y -> scope.mask(y, mask));
    List<Tensor> last = new ArrayList<>(a.subList(1, a.size()));
    last.addAll(b.subList(1, b.size()));
    last.forEach(y -> scope.mask(y, Optional.empty()));
    ys.addAll(last);
    return ys;
  }

  private static boolean flag(Spec layer, String field) {
    return Boolean.TRUE.equals(layer.config().get(field));
  }

  /** A layer that goes backwards gives its sequence so: turned round again. */
  private static List<Tensor> inOrder(Spec layer, List<Tensor> outputs) {
    List<Tensor> ys = new ArrayList<>(outputs);
    if (flag(layer, "go_backwards") && flag(layer, "return_sequences")) {
      ys.set(0, ys.get(0).reverse(1));
    }
    return ys;
  }

  private static List<Tensor> merge(MergeMode mode, Tensor a, Tensor b) {
    return switch (mode) {
      case CONCAT -> List.of(Tensor.concat(-1, List.of(a, b)));
      case SUM -> List.of(a.add(b));
      case MUL -> List.of(a.multiply(b));
      case AVE -> List.of(a.add(b).multiply(0.5));
      case NONE -> List.of(a, b);
    };
  }
}
