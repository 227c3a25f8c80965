package graft.api;

import java.util.Objects;

/**
 * The root of what Graft throws. The message reads {@code where: what; hint: hint}: the place, what
 * was expected and what was given, and what helps.
 */
public class GraftException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String where;
  private final String what;
  private final String hint;

  /** Plug-ins may be written without a checker of nulls: theirs count as empty. */
  public GraftException(String where, String what, String hint) {
    this.where = Objects.requireNonNullElse(where, "");
    this.what = Objects.requireNonNullElse(what, "");
    this.hint = Objects.requireNonNullElse(hint, "");
  }

  @Override
  public String getMessage() {
    return (where.isEmpty() ? "" : where + ": ") + what + (hint.isEmpty() ? "" : "; hint: " + hint);
  }

  /** The place, for example {@code layer 'dense_1' (dense)}; empty while unknown. */
  public String where() {
    return where;
  }

  public String what() {
    return what;
  }

  /** What helps, or empty. */
  public String hint() {
    return hint;
  }

  /** The same fault, with the place that a caller further out knows put in front. */
  public GraftException at(String place) {
    GraftException copy = copy(where.isEmpty() ? place : place + ": " + where);
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  /** This exception with another place; subclasses keep their class and their facts. */
  protected GraftException copy(String newWhere) {
    return new GraftException(newWhere, what, hint);
  }
}
