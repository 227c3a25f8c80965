package graft.shell;

/**
 * A verb that failed, with the line that says why. It is the line's only way out: the command line
 * prints it, and Gogo prints an exception's text where one is typed.
 */
final class VerbFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;

  /**
   * @param code 1 failed, 2 wrong usage or input, 130 stopped
   * @param line for the user, or empty where all is said
   */
  VerbFailed(int code, String line) {
    super(line, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }

  String line() {
    return String.valueOf(getMessage());
  }

  @Override
  @SuppressWarnings("OverrideThrowableToString") // Without the class's name: Gogo prints it.
  public String toString() {
    return line();
  }
}
