package graft.core.weights;

import graft.api.DType;
import graft.api.DataException;
import graft.api.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * PyTorch's names and axes, against ours.
 *
 * <p>One rule serves linear layers, convolutions and transposed ones: the two outer axes go to the
 * end, the other way round: (out, in) → (in, out); (O, I, h, w) → (h, w, I, O). A depthwise kernel
 * (C·m, 1, h, w) is then (h, w, 1, C·m), our (h, w, C, m). Recurrent weights are stacked by gates,
 * in an LSTM in our order (i, f, g, o), in a GRU as (r, z, n) where we have (z, r, n), and have two
 * biases that are added, in a GRU two rows of one. Source: the pages of torch.nn.Linear, Conv2d,
 * ConvTranspose2d, BatchNorm2d, LSTM and GRU, torch 2.
 */
final class PyTorch {
  /** Name in a module → what it may be in one of our layers; the first that is there. */
  private static final Map<String, List<String>> LEAVES =
      Map.ofEntries(
          Map.entry(
              "weight", List.of("kernel", "gamma", "embeddings", "depthwise", "scale", "alpha")),
          Map.entry("bias", List.of("bias", "beta")),
          Map.entry("running_mean", List.of("moving_mean")),
          Map.entry("running_var", List.of("moving_variance")),
          Map.entry("weight_ih_l0", List.of("kernel", "forward/kernel")),
          Map.entry("weight_hh_l0", List.of("recurrent_kernel", "forward/recurrent_kernel")),
          Map.entry("bias_ih_l0", List.of("bias", "forward/bias")),
          Map.entry("bias_hh_l0", List.of("bias", "forward/bias")),
          Map.entry("weight_ih_l0_reverse", List.of("backward/kernel")),
          Map.entry("weight_hh_l0_reverse", List.of("backward/recurrent_kernel")),
          Map.entry("bias_ih_l0_reverse", List.of("backward/bias")),
          Map.entry("bias_hh_l0_reverse", List.of("backward/bias")));

  private static final Set<String> TURNED = Set.of("kernel", "depthwise", "pointwise");

  private PyTorch() {}

  /** A tensor of a file. */
  record Piece(String name, NdArray tensor) {
    String leaf() {
      return PyTorch.leaf(name.replace('.', '/'));
    }
  }

  static String leaf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Which of our weights a tensor is.
   *
   * @param path its name with our separator, {@code encoder/conv_1/weight}
   */
  static Optional<String> target(String path, Set<String> weights) {
    if (weights.contains(path)) { // what PyTorch has no name for, or the same: bias
      return Optional.of(path);
    }
    int cut = path.lastIndexOf('/');
    String layer = cut < 0 ? "" : path.substring(0, cut + 1);
    List<String> leaves = LEAVES.getOrDefault(leaf(path), List.of());
    // A module 'depthwise' or 'pointwise' of a separable one is a kernel of our one layer.
    boolean isPart = cut > 0 && leaf(path).equals("weight") && weights.contains(chop(layer));
    return isPart
        ? Optional.of(chop(layer))
        : leaves.stream().map(leaf -> layer + leaf).filter(weights::contains).findFirst();
  }

  private static String chop(String layer) {
    return layer.substring(0, layer.length() - 1);
  }

  /** True for counters that only PyTorch has. */
  static boolean isIgnored(String name) {
    return leaf(name.replace('.', '/')).equals("num_batches_tracked");
  }

  /**
   * The value of one of our weights.
   *
   * @param shapes those of all weights
   * @param flattened (channels, height, width) if what the layer takes was flattened, else empty
   * @throws DataException if the tensors cannot be it
   */
  static NdArray value(
      String weight, List<Piece> pieces, Map<String, int[]> shapes, List<Integer> flattened) {
    Piece first = pieces.get(0);
    if (first.leaf().matches("(weight|bias)_[ih]h_l\\d+(_reverse)?")) {
      return recurrent(weight, pieces, shapes);
    }
    if (pieces.size() > 1) {
      throw fault(pieces, "only one tensor can be '" + weight + "'", "");
    }
    NdArray value = first.tensor();
    if (!TURNED.contains(leaf(weight)) || value.shape().length < 2) {
      return value;
    }
    NdArray turned = turned(flattened.isEmpty() ? value : channelsLast(first, flattened));
    int[] expected = shapes.getOrDefault(weight, turned.shape());
    boolean isSplit =
        leaf(weight).equals("depthwise")
            && Arrays.stream(expected).reduce(1, (a, b) -> a * b) == turned.size();
    return isSplit ? new NdArray(turned.array(), expected) : turned;
  }

  private static NdArray recurrent(String weight, List<Piece> pieces, Map<String, int[]> shapes) {
    String layer = weight.substring(0, weight.lastIndexOf('/') + 1);
    int[] recurrent = shapes.getOrDefault(layer + "recurrent_kernel", new int[0]);
    if (recurrent.length != 2) {
      throw fault(pieces, "'" + weight + "' is of no recurrent layer", "");
    }
    boolean isGru = recurrent[1] == 3 * recurrent[0];
    List<Piece> sorted = new ArrayList<>(pieces);
    sorted.sort((a, b) -> b.leaf().compareTo(a.leaf())); // bias_ih before bias_hh
    List<NdArray> parts = new ArrayList<>();
    for (Piece piece : sorted) {
      int[] shape = piece.tensor().shape();
      if (shape.length == 0 || shape[0] != recurrent[1]) {
        String got = Arrays.toString(shape);
        throw fault(pieces, "expected " + recurrent[1] + " rows of gates, got shape " + got, "");
      }
      parts.add(isGru ? swappedGates(piece.tensor(), recurrent[0]) : piece.tensor());
    }
    boolean isBias = leaf(weight).equals("bias");
    if (parts.size() > (isBias ? 2 : 1)) {
      throw fault(pieces, "are too many for '" + weight + "'", "");
    }
    return isBias ? bias(weight, sorted, parts, isGru, shapes) : turned(parts.get(0));
  }

  private static NdArray bias(
      String weight,
      List<Piece> pieces,
      List<NdArray> parts,
      boolean isGru,
      Map<String, int[]> shapes) {
    int size = parts.get(0).size();
    if (parts.size() < 2) {
      throw fault(pieces, "is only one of the two biases of '" + weight + "'", "");
    }
    int[] expected = shapes.getOrDefault(weight, new int[0]);
    if (isGru && expected.length != 2) {
      throw fault(pieces, "PyTorch's GRU has two biases", "give the layer reset_after: true");
    }
    NdArray bias = isGru ? NdArray.zeros(DType.F64, 2, size) : NdArray.zeros(DType.F64, size);
    for (int row = 0; row < 2; row++) {
      for (int i = 0; i < size; i++) {
        int to = isGru ? row * size + i : i;
        bias.set(to, bias.get(to) + parts.get(row).get(i));
      }
    }
    return bias;
  }

  /** The first two of three blocks of rows change places. It is its own inverse. */
  static NdArray swappedGates(NdArray x, int units) {
    NdArray y = NdArray.zeros(x.dtype(), x.shape());
    int block = x.size() / x.shape()[0] * units;
    System.arraycopy(x.array(), 0, y.array(), block, block);
    System.arraycopy(x.array(), block, y.array(), 0, block);
    System.arraycopy(x.array(), 2 * block, y.array(), 2 * block, block);
    return y;
  }

  /** (a, b, rest …) → (rest …, b, a). */
  static NdArray turned(NdArray x) {
    int rank = x.shape().length;
    int[] axes = new int[rank];
    for (int i = 0; i < rank - 2; i++) {
      axes[i] = i + 2;
    }
    axes[rank - 2] = 1;
    axes[rank - 1] = 0;
    return permuted(x, axes);
  }

  /** (rest …, b, a) → (a, b, rest …). */
  static NdArray turnedBack(NdArray x) {
    int rank = x.shape().length;
    int[] axes = new int[rank];
    axes[0] = rank - 1;
    axes[1] = rank - 2;
    for (int i = 2; i < rank; i++) {
      axes[i] = i - 2;
    }
    return permuted(x, axes);
  }

  private static NdArray permuted(NdArray x, int[] axes) {
    int[] from = x.shape();
    int[] strides = new int[from.length];
    int stride = 1;
    for (int i = from.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= from[i];
    }
    int[] shape = Arrays.stream(axes).map(axis -> from[axis]).toArray();
    NdArray y = NdArray.zeros(x.dtype(), shape);
    int[] place = new int[shape.length];
    for (int i = 0; i < y.size(); i++) {
      int at = 0;
      for (int axis = 0; axis < place.length; axis++) {
        at += place[axis] * strides[axes[axis]];
      }
      System.arraycopy(x.array(), at, y.array(), i, 1);
      for (int axis = place.length - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--) {
        place[axis] = 0;
      }
    }
    return y;
  }

  /** (out, channels · height · width) → (out, height · width · channels), as we flatten images. */
  private static NdArray channelsLast(Piece piece, List<Integer> flattened) {
    NdArray x = piece.tensor();
    int[] shape = x.shape();
    int inner = flattened.stream().reduce(1, Math::multiplyExact);
    if (shape.length != 2 || shape[1] != inner) {
      throw fault(
          List.of(piece),
          "expected (out, " + inner + ") for flattened " + flattened,
          "got " + Arrays.toString(shape));
    }
    int pixels = inner / flattened.get(0);
    NdArray images = new NdArray(x.array(), shape[0], flattened.get(0), pixels);
    return new NdArray(permuted(images, new int[] {0, 2, 1}).array(), shape);
  }

  private static DataException fault(List<Piece> pieces, String what, String hint) {
    String names = String.join("', '", pieces.stream().map(Piece::name).toList());
    return new DataException("tensor '" + names + "'", what, hint);
  }

  // ---- the way back

  /** Our weights as a state dict. */
  static Map<String, NdArray> stateDict(Map<String, NdArray> weights) {
    Map<String, NdArray> dict = new LinkedHashMap<>();
    weights.forEach(
        (name, value) -> {
          String layer = name.substring(0, name.lastIndexOf('/') + 1);
          NdArray recurrent = weights.get(layer + "recurrent_kernel");
          if (recurrent != null) {
            recurrent(dict, layer, leaf(name), value, recurrent.shape());
          } else {
            plain(dict, layer, leaf(name), value, weights.containsKey(layer + "pointwise"));
          }
        });
    return dict;
  }

  private static void plain(
      Map<String, NdArray> dict, String layer, String leaf, NdArray value, boolean isSeparable) {
    String module = layer.replace('/', '.');
    NdArray given = value;
    if (leaf.equals("depthwise")) {
      int[] shape = value.shape();
      int[] grouped = shape.clone();
      grouped[shape.length - 2] = 1;
      grouped[shape.length - 1] *= shape[shape.length - 2];
      given = new NdArray(value.array(), grouped);
    }
    boolean isTurned = TURNED.contains(leaf) && value.shape().length > 1;
    String name =
        isSeparable && isTurned
            ? leaf + ".weight"
            : LEAVES.entrySet().stream()
                .filter(entry -> !entry.getKey().contains("_l0"))
                .filter(entry -> entry.getValue().contains(leaf))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(leaf);
    dict.put(module + name, isTurned ? turnedBack(given) : given);
  }

  private static void recurrent(
      Map<String, NdArray> dict, String layer, String leaf, NdArray value, int[] recurrent) {
    boolean isGru = recurrent[1] == 3 * recurrent[0];
    String module = layer.replaceFirst("(forward|backward)/$", "").replace('/', '.');
    String end = layer.endsWith("backward/") ? "_l0_reverse" : "_l0";
    if (!leaf.equals("bias")) {
      NdArray back = turnedBack(value);
      String name = leaf.equals("kernel") ? "weight_ih" : "weight_hh";
      dict.put(module + name + end, isGru ? swappedGates(back, recurrent[0]) : back);
      return;
    }
    int size = recurrent[1];
    for (int row = 0; row < 2; row++) {
      NdArray part = NdArray.zeros(value.dtype(), size);
      if (value.size() == 2 * size || row == 0) { // else all is in the first
        System.arraycopy(value.array(), row * size, part.array(), 0, size);
      }
      String name = row == 0 ? "bias_ih" : "bias_hh";
      dict.put(module + name + end, isGru ? swappedGates(part, recurrent[0]) : part);
    }
  }
}
