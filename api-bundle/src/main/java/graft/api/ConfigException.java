package graft.api;

/** A configuration, a model file or an option is wrong. */
public final class ConfigException extends GraftException {
  private static final long serialVersionUID = 1;

  public ConfigException(String what, String hint) {
    this("", what, hint);
  }

  public ConfigException(String where, String what, String hint) {
    super(where, what, hint);
  }

  @Override
  protected GraftException copy(String newWhere) {
    return new ConfigException(newWhere, what(), hint());
  }
}
