package graft.api;

/** A program cannot be compiled for an accelerator. */
public final class CompileException extends GraftException {
  private static final long serialVersionUID = 1;

  public CompileException(String what, String hint) {
    this("", what, hint);
  }

  public CompileException(String where, String what, String hint) {
    super(where, what, hint);
  }

  @Override
  protected GraftException copy(String newWhere) {
    return new CompileException(newWhere, what(), hint());
  }
}
