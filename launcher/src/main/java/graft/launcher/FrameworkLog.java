package graft.launcher;

import org.apache.felix.framework.Logger;

/** Felix's own log on standard error: standard output belongs to the verbs (it may be JSON). */
final class FrameworkLog extends Logger {
  @Override
  protected void doLogOut(int level, String message, Throwable cause) {
    System.err.println("graft: " + message + (cause == null ? "" : ": " + cause));
  }
}
