package graft.api;

/** What is known of a tensor before it has a value: its element type and its shape. */
public record TensorType(DType dtype, Shape shape) {
  public TensorType {
    if (!dtype.isNumeric()) {
      throw new ShapeException(
          "a tensor holds numbers, no text", "make numbers of it: vocabulary, tokenise, one_hot …");
    }
  }

  @Override
  public String toString() {
    return dtype.text() + shape;
  }
}
