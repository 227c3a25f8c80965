package graft.core.registry;

import graft.api.Activation;
import graft.api.Block;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.NoConfig;
import graft.api.Range;
import graft.api.Scope;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small plug-ins that do nothing but be found and configured. */
final class Fakes {
  private Fakes() {}

  enum Padding {
    VALID,
    SAME_SIZE
  }

  record Inner(@Range(min = 0) int depth, @Default("true") boolean deep) {}

  record Config(
      @Doc("The outputs.") @Range(min = 1) int units,
      @Default("0.5") @Range(min = 0, max = 1, maxExclusive = true) float rate,
      @Default("1e-7") double epsilon,
      @Default("9000000000") long count,
      @Default("true") boolean useBias,
      @Default("linear") String label,
      @Default("valid") Padding padding,
      @Default("glorot_uniform") Spec kernelInitializer,
      @Default("[1, 1]") @Range(min = 1) List<Integer> strides,
      Optional<Inner> inner,
      Optional<Integer> seed,
      @Default("{}") Map<String, Object> extra,
      @Default("0.9") double beta1) {}

  @Doc("y = x.")
  static class Wide implements Layer<Config> {
    @Override
    public Tensor apply(Config config, Tensor x, Scope scope) {
      return x;
    }
  }

  /** Its record is an argument of a generic superclass's interface. */
  abstract static class Many<A, B> implements Block<B> {
    @Override
    public List<Tensor> apply(B config, List<Tensor> xs, Scope scope) {
      return xs;
    }
  }

  static final class Concat extends Many<String, Inner> {}

  public static final class Relu implements Activation<NoConfig> {
    @Override
    public Tensor apply(NoConfig config, Tensor x) {
      return x;
    }
  }

  /** Cannot be made on a plain class path. */
  public static final class Injected implements Activation<NoConfig> {
    public Injected(Relu relu) {
      relu.hashCode();
    }

    @Override
    public Tensor apply(NoConfig config, Tensor x) {
      return x;
    }
  }

  /** Fails on a plain class path. */
  public static final class Broken implements Activation<NoConfig> {
    public Broken() {
      throw new IllegalStateException("no such device");
    }

    @Override
    public Tensor apply(NoConfig config, Tensor x) {
      return x;
    }
  }

  /** With a life cycle. */
  public static final class Living implements Activation<NoConfig> {
    static String life = "";

    void start() {
      life += "+";
    }

    void stop() {
      life += "-";
    }

    @Override
    public Tensor apply(NoConfig config, Tensor x) {
      return x;
    }
  }

  record Strict(int low, int high) {
    Strict {
      if (low > high) {
        throw new IllegalArgumentException("low must be at most high");
      }
    }
  }

  static final class Checked implements Layer<Strict> {
    @Override
    public Tensor apply(Strict config, Tensor x, Scope scope) {
      return x;
    }
  }

  @SuppressWarnings("rawtypes")
  static final class Raw implements Layer {
    @Override
    public Tensor apply(Object config, Tensor x, Scope scope) {
      return x;
    }
  }
}
