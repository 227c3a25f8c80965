package graft.layers.initializer;

import graft.api.DType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Initializer;
import graft.api.InitializerType;
import graft.api.Randoms;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.Tensor;
import graft.api.TensorType;
import org.osgi.service.component.annotations.Component;

/**
 * The windowed Fourier basis, {@code w(t)·cos(−2πtf/N)/s} or its sine, for a parameter (frame, …,
 * N/2 + 1): as the kernel of a {@code conv1d} over a signal, two of them give its short-time
 * Fourier transform. s is {@code √Σw²} for a density, {@code Σ|w|} for a spectrum. In f64, rounded
 * at the end. As Keras' STFT; windows as in SciPy. Long by its three choices, each an enum.
 */
@Component
@InitializerType("stft")
@Doc(
    value = "the kernel of a short-time Fourier transform",
    formula = "w(t)·cos(−2πtf/N)/s or w(t)·sin(−2πtf/N)/s, s = √Σw² or Σ|w|",
    shapes = "(frame, …, N/2 + 1)",
    source = "as Keras' STFT")
public final class Stft implements Initializer<Stft.Config> {
  /** Which part of the complex number. */
  public enum Side {
    REAL,
    IMAG
  }

  /** w, by the terms of its sum of cosines: a₀ − a₁·cos(2πt/T) + a₂·cos(4πt/T). */
  public enum Window {
    HANN(0.5, 0.5, 0),
    HAMMING(0.54, 0.46, 0),
    BLACKMAN(0.42, 0.5, 0.08),
    BOXCAR(1, 0, 0);

    private final double a0;
    private final double a1;
    private final double a2;

    Window(double a0, double a1, double a2) {
      this.a0 = a0;
      this.a1 = a1;
      this.a2 = a2;
    }
  }

  /** What the squares, or the absolute values, of a transformed signal are. */
  public enum Scaling {
    DENSITY,
    SPECTRUM,
    NONE
  }

  public record Config(
      @Default("real") Side side,
      @Default("hann") Window window,
      @Default("density") Scaling scaling,
      @Default("false") @Doc("the window's period is the frame, not the frame − 1")
          boolean periodic) {}

  @Override
  public Tensor apply(Config c, TensorType type, Randoms random) {
    Shape shape = type.shape();
    int last = shape.rank() - 1;
    if (last < 1 || shape.size(0) < 3 || shape.size(last) < 2) {
      throw new ShapeException(
          "stft needs (frame ≥ 3, …, frequencies ≥ 2), got " + shape,
          "it is for a conv1d of kernel_size = frame and filters = N/2 + 1");
    }
    double n = 2.0 * (shape.size(last) - 1);
    Tensor time = Tensor.iota(DType.F64, shape, 0);
    Tensor angle = time.multiply(Tensor.iota(DType.F64, shape, last)).multiply(-2 * Math.PI / n);
    Tensor wave = c.side() == Side.REAL ? angle.cos() : angle.sin();
    Tensor window = window(c, shape.size(0));
    for (int axis = 1; axis <= last; axis++) {
      window = window.expandDims(-1);
    }
    return wave.multiply(window).cast(type.dtype());
  }

  /** w/s, a number for each place in the frame. */
  private static Tensor window(Config c, int frame) {
    Tensor turns = Tensor.iota(DType.F64, Shape.of(frame), 0);
    Tensor angle = turns.multiply(2 * Math.PI / (c.periodic() ? frame : frame - 1));
    Window of = c.window();
    Tensor first = angle.cos().multiply(-of.a1);
    Tensor w = first.add(angle.multiply(2).cos().multiply(of.a2)).add(of.a0);
    return switch (c.scaling()) {
      case DENSITY -> w.divide(w.square().sum().sqrt());
      case SPECTRUM -> w.divide(w.abs().sum());
      case NONE -> w;
    };
  }
}
