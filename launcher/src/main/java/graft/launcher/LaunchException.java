package graft.launcher;

/** Says why no verb could be run, in a line for the user. */
final class LaunchException extends RuntimeException {
  private final int exitCode;

  /**
   * @param exitCode 1 where Graft is at fault, 2 where the command line is
   */
  LaunchException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
