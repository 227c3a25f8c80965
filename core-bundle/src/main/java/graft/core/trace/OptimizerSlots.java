package graft.core.trace;

import graft.api.ConfigException;
import graft.api.Slots;
import graft.api.Tensor;
import graft.api.TensorType;
import java.util.Locale;

/** The optimizer's slots of one parameter within one pass. */
final class OptimizerSlots implements Slots {
  private final Context context;
  private final StateTensor param;
  private final Tensor rate;

  OptimizerSlots(Context context, StateTensor param, Tensor rate) {
    this.context = context;
    this.param = param;
    this.rate = rate;
  }

  private String label(String name) {
    return "optimizer/" + param.name() + "/" + name;
  }

  @Override
  public Tensor get(String name, SlotKind kind) {
    return get(name, kind, 0);
  }

  @Override
  public Tensor get(String name, SlotKind kind, double initial) {
    TensorType type = param.type();
    String kindText = kind.name().toLowerCase(Locale.ROOT);
    context.declare(label(name), StateTensor.Role.SLOT, kindText, Tensor.full(type, initial));
    return context.leaf(label(name), type);
  }

  /** The running average of the weights, which begins as these do. */
  Tensor average() {
    return context.declare(label("ema"), StateTensor.Role.SLOT, "average", param.initial());
  }

  /** Moves the average towards the next weights; after the first step it is those, as in Keras. */
  void average(Tensor next, double momentum) {
    Tensor old = average();
    Tensor one = Tensor.constant(next.dtype(), 1);
    Tensor share = step().equal(one).select(one, Tensor.constant(next.dtype(), 1 - momentum));
    context.update(label("ema"), old.add(next.subtract(old).multiply(share)));
  }

  @Override
  public void set(String name, Tensor value) {
    if (!context.states.containsKey(label(name))) {
      throw new ConfigException("slot '" + name + "' is set before it is got", "call get first");
    }
    context.update(label(name), value);
  }

  @Override
  public Tensor step() {
    return context.step().add(1).cast(param.type().dtype());
  }

  @Override
  public Tensor learningRate() {
    return rate.cast(param.type().dtype());
  }
}
