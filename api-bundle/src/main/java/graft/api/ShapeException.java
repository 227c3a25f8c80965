package graft.api;

/** Shapes or element types do not fit together. */
public final class ShapeException extends GraftException {
  private static final long serialVersionUID = 1;

  public ShapeException(String what, String hint) {
    this("", what, hint);
  }

  public ShapeException(String where, String what, String hint) {
    super(where, what, hint);
  }

  @Override
  protected GraftException copy(String newWhere) {
    return new ShapeException(newWhere, what(), hint());
  }
}
