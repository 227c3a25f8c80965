package graft.api;

/** Data is malformed, missing, or outside of what a model can take. */
public final class DataException extends GraftException {
  private static final long serialVersionUID = 1;

  public DataException(String what, String hint) {
    this("", what, hint);
  }

  public DataException(String where, String what, String hint) {
    super(where, what, hint);
  }

  @Override
  protected GraftException copy(String newWhere) {
    return new DataException(newWhere, what(), hint());
  }
}
