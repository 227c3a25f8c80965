package graft.api;

/** What is known of a tensor before it has a value: its element type and its shape. */
public record TensorType(DType dtype, Shape shape) {
  @Override
  public String toString() {
    return dtype.text() + shape;
  }
}
