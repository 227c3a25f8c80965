package graft.shell;

/** Ends a Gogo script after a verb that failed and said why. */
final class VerbFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;

  VerbFailed(int code) {
    super("exit code " + code, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }
}
