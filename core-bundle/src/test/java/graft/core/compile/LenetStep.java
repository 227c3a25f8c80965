package graft.core.compile;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Op;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.Window;
import graft.core.grad.Gradients;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training step of LeNet, in the same operations as the catalogue's types make it: convolutions
 * of 32 and 64 filters of 5x5, max pooling, dense 1024, dense 10, cross-entropy from logits,
 * accuracy, Adam.
 */
final class LenetStep {
  private static final Dim BATCH = Dim.open("batch");

  private final List<Tensor> params = new ArrayList<>();
  private final int width;

  private LenetStep(int width) {
    this.width = width;
  }

  /**
   * The step.
   *
   * @param width filters of the first convolution; 32 is the true one
   */
  static Computation of(int width) {
    return new LenetStep(width).step();
  }

  private Computation step() {
    Tensor logits = logits();
    Tensor labels =
        Tensor.input("column:label", new TensorType(DType.I32, Shape.SCALAR.append(BATCH)));
    Tensor weight = Tensor.input("weight", new TensorType(DType.F32, Shape.SCALAR.append(BATCH)));
    Tensor loss = loss(logits, labels, weight);
    List<Tensor> gradients = Gradients.of(loss, params);
    Tensor squares = constant(0);
    for (Tensor gradient : gradients) {
      squares = squares.add(gradient.square().sum());
    }
    Tensor norm = squares.sqrt();
    Map<String, Tensor> updates = new LinkedHashMap<>();
    Tensor step = Tensor.input("step", new TensorType(DType.I64, Shape.SCALAR));
    for (int i = 0; i < params.size(); i++) {
      adam(params.get(i), gradients.get(i), step.add(1).cast(DType.F32), updates);
    }
    updates.put("step", step.add(1));
    Tensor hit = logits.argMax(-1).equal(labels).cast(DType.F32).multiply(weight).sum();
    total("loss", loss.multiply(weight.sum()), updates);
    total("hits", hit, updates);
    total("weight", weight.sum(), updates);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("loss", loss);
    outputs.put("gradient_norm", norm);
    Tensor guard = loss.isFinite().and(norm.isFinite());
    return new Computation(outputs, updates, Optional.of(guard), Map.of());
  }

  private Tensor logits() {
    Tensor x = Tensor.input("column:image", new TensorType(DType.F32, Shape.of(BATCH, 28, 28, 1)));
    Tensor y = relu(bias(conv(x, param("conv_1/kernel", 5, 5, 1, width)), "conv_1", width));
    y =
        relu(
            bias(
                conv(pool(y), param("conv_2/kernel", 5, 5, width, 2 * width)),
                "conv_2",
                2 * width));
    y = pool(y).reshape(Shape.of(BATCH, 4 * 4 * 2 * width));
    y = y.matmul(param("dense_1/kernel", 4 * 4 * 2 * width, 32 * width));
    y = relu(bias(y, "dense_1", 32 * width));
    return bias(y.matmul(param("dense_2/kernel", 32 * width, 10)), "dense_2", 10);
  }

  private Tensor param(String name, int... shape) {
    Tensor param = Tensor.input(name, new TensorType(DType.F32, Shape.of(shape)));
    params.add(param);
    return param;
  }

  private static Tensor conv(Tensor x, Tensor kernel) {
    Window window = Window.of(x.shape(), List.of(5), List.of(1), Window.Padding.VALID, List.of(1));
    return Tensor.of(new Op.Conv(window, 1), x, kernel);
  }

  private Tensor bias(Tensor x, String layer, int units) {
    return x.add(param(layer + "/bias", units));
  }

  private static Tensor relu(Tensor x) {
    return x.lessEqual(constant(0)).select(constant(0), x);
  }

  private static Tensor pool(Tensor x) {
    Window window = Window.of(x.shape(), List.of(2), List.of(2), Window.Padding.VALID, List.of(1));
    return Tensor.of(new Op.Pool(Op.Pooling.MAX, window), x);
  }

  private static Tensor loss(Tensor logits, Tensor labels, Tensor weight) {
    Tensor counts = weight.notEqual(constant(0));
    Tensor wide = counts.expandDims(-1).broadcastTo(logits.shape());
    Tensor safe = wide.select(logits, constant(0));
    Tensor known = Tensor.iota(DType.I32, Shape.of(10), 0).gather(labels, 0);
    Tensor chosen = known.oneHot(10, DType.BOOL);
    Tensor shifted = safe.subtract(safe.max(-1).stopGradient().like(safe, -1));
    Tensor picked = chosen.select(shifted, constant(0)).sum(-1);
    Tensor values = shifted.exp().sum(-1).log().subtract(picked);
    Tensor sum = counts.select(values.multiply(weight), constant(0)).sum();
    return sum.divide(Tensor.of(new Op.Size(BATCH)).cast(DType.F32));
  }

  private static void adam(
      Tensor param, Tensor gradient, Tensor step, Map<String, Tensor> updates) {
    String name = ((Op.Input) param.op()).label();
    Tensor m = Tensor.input("optimizer/" + name + "/first_moment", param.type());
    Tensor v = Tensor.input("optimizer/" + name + "/second_moment", param.type());
    Tensor factor = Tensor.input("rate_factor", new TensorType(DType.F32, Shape.SCALAR));
    Tensor nextM = m.add(gradient.subtract(m).multiply(1 - 0.9));
    Tensor nextV = v.add(gradient.square().subtract(v).multiply(1 - 0.999));
    Tensor rate =
        factor
            .multiply(0.001)
            .multiply(step.multiply(Math.log(0.999)).expm1().negate().sqrt())
            .divide(step.multiply(Math.log(0.9)).expm1().negate());
    updates.put(name, param.subtract(nextM.multiply(rate).divide(nextV.sqrt().add(1e-7))));
    updates.put("optimizer/" + name + "/first_moment", nextM);
    updates.put("optimizer/" + name + "/second_moment", nextV);
  }

  private static void total(String name, Tensor value, Map<String, Tensor> updates) {
    Tensor total = Tensor.input("metrics/" + name, new TensorType(DType.F64, Shape.SCALAR));
    updates.put("metrics/" + name, total.add(value.cast(DType.F64)));
  }

  private static Tensor constant(double value) {
    return Tensor.constant(DType.F32, value);
  }
}
