package graft.layers.constraint;

import graft.api.Constraint;
import graft.api.ConstraintType;
import graft.api.Doc;
import graft.api.NoConfig;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** {@code max(w, 0)}. */
@Component
@ConstraintType("non_neg")
@Doc(
    value = "negative weights become 0",
    formula = "max(w, 0)",
    shapes = "any",
    source = "as Keras' NonNeg")
public final class NonNeg implements Constraint<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor param) {
    return param.maximum(0);
  }
}
