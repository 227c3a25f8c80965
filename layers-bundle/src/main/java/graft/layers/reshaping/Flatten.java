package graft.layers.reshaping;

import graft.api.Dim;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.NoConfig;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/** All of an example in one row. x (batch, a, b, …) → y (batch, a·b·…), (batch) → (batch, 1). */
@Component
@LayerType("flatten")
@Doc(
    value = "all of an example in one row",
    formula = "y = x, row by row",
    shapes = "x (batch, a, b, …) → y (batch, a·b·…)",
    source = "as Keras' Flatten")
public final class Flatten implements Layer<NoConfig> {
  @Override
  public Tensor apply(NoConfig c, Tensor x, Scope scope) {
    Dim features = x.shape().part(1, x.rank()).elements();
    return x.reshape(Shape.of(x.shape().dim(0), features));
  }
}
