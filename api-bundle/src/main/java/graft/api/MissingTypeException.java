package graft.api;

import java.util.List;

/** No plug-in of this kind and type name is installed. */
public final class MissingTypeException extends GraftException {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String type;
  private final transient List<String> nearest;

  public MissingTypeException(String where, Kind kind, String type, List<String> nearest) {
    super(
        where,
        "no " + kind.text() + " of type '" + type + "' is installed",
        hint(kind, type, nearest));
    this.kind = kind;
    this.type = type;
    this.nearest = List.copyOf(nearest);
  }

  public Kind kind() {
    return kind;
  }

  public String type() {
    return type;
  }

  /** Installed type names that look like it, best first. */
  public List<String> nearest() {
    return nearest;
  }

  /** The capability that a bundle must provide to bring the type, as an OSGi requirement. */
  public String requirement() {
    return requirement(kind, type);
  }

  @Override
  protected GraftException copy(String newWhere) {
    return new MissingTypeException(newWhere, kind, type, nearest);
  }

  private static String requirement(Kind kind, String type) {
    return "graft.type;filter:=\"(&(kind=" + kind.text() + ")(type=" + type + "))\"";
  }

  private static String hint(Kind kind, String type, List<String> nearest) {
    String near =
        nearest.isEmpty() ? "" : "did you mean '" + String.join("' or '", nearest) + "'? ";
    return near
        + "'graft plugins "
        + kind.text()
        + "' lists those that are; else install a bundle that provides "
        + requirement(kind, type);
  }
}
