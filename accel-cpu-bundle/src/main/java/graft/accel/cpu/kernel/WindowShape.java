package graft.accel.cpu.kernel;

/**
 * The sizes of a convolution or pooling but for the batch: channels last, filters (depth, height,
 * width, inChannels / groups, outChannels). One and two dimensions leave the outer axes at {@link
 * Axis#NONE}.
 *
 * @param inChannels channels of the input
 * @param outChannels channels of the output; of group g those from g · outChannels / groups on
 * @param groups number of groups, divides both
 */
public record WindowShape(
    Axis depth, Axis height, Axis width, int inChannels, int outChannels, int groups) {

  /**
   * One spatial axis: output o sees the inputs {@code o · stride − padding + t · dilation} for t in
   * [0, kernel), those outside counting as zero (for max as absent).
   *
   * @param padding places before the first input; those behind the last follow from {@code out}
   */
  public record Axis(int in, int kernel, int out, int stride, int padding, int dilation) {
    /** The axis that is not there. */
    public static final Axis NONE = new Axis(1, 1, 1, 1, 0, 1);

    /** An axis whose output size follows from padding on both sides. */
    public static Axis of(int in, int kernel, int stride, int low, int high, int dilation) {
      int seen = (kernel - 1) * dilation + 1;
      return new Axis(in, kernel, (in + low + high - seen) / stride + 1, stride, low, dilation);
    }

    /** The first tap of output o that is not in the padding. */
    int firstTap(int o) {
      int outside = padding - o * stride;
      return outside <= 0 ? 0 : Math.min(kernel, (outside + dilation - 1) / dilation);
    }

    /** One more than the last tap of output o that is not in the padding. */
    int endTap(int o) {
      int left = in - 1 + padding - o * stride;
      return left < 0 ? 0 : Math.min(kernel, left / dilation + 1);
    }

    /** Places that the outputs see, the padding in front included. */
    int seen() {
      return (out - 1) * stride + (kernel - 1) * dilation + 1;
    }

    /** Whether input {@code stride · i + phase} is seen by an output through tap t. */
    boolean meets(int phase, int t) {
      return Math.floorMod(phase + padding - t * dilation, stride) == 0;
    }

    /** That output's number is i plus this. */
    int shift(int phase, int t) {
      return Math.floorDiv(phase + padding - t * dilation, stride);
    }

    /** Inputs of one phase. */
    int phaseSize(int phase) {
      return Math.max(0, (in - phase + stride - 1) / stride);
    }

    /** Places needed before the first output so that the data gradient reads none outside. */
    int gradientLow() {
      int low = 0;
      for (int p = 0; p < stride; p++) {
        for (int t = 0; t < kernel; t++) {
          if (meets(p, t)) {
            low = Math.max(low, -shift(p, t));
          }
        }
      }
      return low;
    }

    /** Places of the gradient and its padding that the data gradient reads. */
    int gradientSeen() {
      int last = out - 1;
      for (int p = 0; p < stride; p++) {
        for (int t = 0; t < kernel; t++) {
          if (meets(p, t)) {
            last = Math.max(last, phaseSize(p) - 1 + shift(p, t));
          }
        }
      }
      return gradientLow() + last + 1;
    }
  }

  /** A convolution in two dimensions without groups. */
  public static WindowShape of(Axis height, Axis width, int inChannels, int outChannels) {
    return new WindowShape(Axis.NONE, height, width, inChannels, outChannels, 1);
  }

  /** Pooling in two dimensions. */
  public static WindowShape of(Axis height, Axis width, int channels) {
    return new WindowShape(Axis.NONE, height, width, channels, channels, 1);
  }

  int inPixels() {
    return depth.in * height.in * width.in;
  }

  int outPixels() {
    return depth.out * height.out * width.out;
  }

  int taps() {
    return depth.kernel * height.kernel * width.kernel;
  }

  /** Elements of one example of the input. */
  public int inSize() {
    return inPixels() * inChannels;
  }

  /** Elements of one example of the output. */
  public int outSize() {
    return outPixels() * outChannels;
  }

  /** Elements of the filters of a convolution. */
  public int filterSize() {
    return taps() * (inChannels / groups) * outChannels;
  }
}
