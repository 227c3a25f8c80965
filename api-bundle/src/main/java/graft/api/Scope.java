package graft.api;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a layer may ask for while it is traced: parameters, state, random numbers, inner layers. All
 * names are within the layer's own path, so {@code kernel} of layer {@code dense_1} is the tensor
 * {@code dense_1/kernel}.
 */
@ProviderType
public interface Scope {
  /**
   * The body of a {@link #scan}: carries and one slice of each sequence → next carries and values.
   */
  @ConsumerType
  interface Body {
    Cell.Step apply(List<Tensor> carries, List<Tensor> slices, Scope scope);
  }

  /** The layer's path, for example {@code encoder/dense_2}. */
  String path();

  /** The dtype of parameters and of computing, f32 unless the model says otherwise. */
  DType dtype();

  /** True in the program that trains, false in those that evaluate and predict. */
  boolean training();

  /**
   * A trained tensor of {@link #dtype()}. Users may replace the initializer, and add a regularizer
   * and a constraint, by {@code <name>_initializer} and so on in the layer's configuration.
   */
  Tensor param(String name, Shape shape, Spec initializer);

  /** A tensor that is kept between steps and not trained, such as a running mean. */
  Tensor state(String name, TensorType type, Spec initializer);

  /** Sets a state for the next step. Reads within this step that come later see the new value. */
  void update(String name, Tensor value);

  /** Random numbers for each example (the first axis is the batch). */
  Randoms random();

  /** Applies an inner layer of one input and one output, whose path is below this one. */
  Tensor layer(String name, Spec spec, Tensor x);

  /** Applies an inner layer with several inputs or outputs. */
  List<Tensor> block(String name, Spec spec, List<Tensor> xs);

  /** Applies an inner cell for one time step. */
  Cell.Step cell(String name, Spec spec, Tensor x, List<Tensor> states);

  /** The shapes of a cell's states for an input (batch, features). */
  List<Shape> cellStates(Spec spec, Shape x);

  /** Applies an activation such as {@code relu}. */
  Tensor activation(Spec spec, Tensor x);

  /** Adds a scalar to what is minimised. */
  void loss(String name, Tensor scalar);

  /** The mask of a tensor, bool (batch, time …), true where it counts; empty if all counts. */
  Optional<Tensor> mask(Tensor x);

  /**
   * Sets the mask of an output. Without a call, an output takes the mask of the layer's first
   * masked input whose axes it still begins with.
   */
  void mask(Tensor y, Optional<Tensor> mask);

  /**
   * Runs a body once for each index of the sequences' first axis, or {@code length} times if there
   * are none. Returns the last carries, then the output values stacked along a new first axis.
   * Parameters, state and random numbers may be used inside.
   */
  List<Tensor> scan(
      List<Tensor> initial, List<Tensor> sequences, Dim length, boolean reverse, Body body);
}
