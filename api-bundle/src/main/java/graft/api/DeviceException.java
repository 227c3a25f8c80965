package graft.api;

/** An accelerator failed, was lost, or has not enough memory. */
public final class DeviceException extends GraftException {
  private static final long serialVersionUID = 1;

  public DeviceException(String what, String hint) {
    this("", what, hint);
  }

  public DeviceException(String where, String what, String hint) {
    super(where, what, hint);
  }

  @Override
  protected GraftException copy(String newWhere) {
    return new DeviceException(newWhere, what(), hint());
  }
}
