package graft.core.train;

import graft.api.GraftException;

/** Exceptions as text: one of a plug-in that is kept would keep its class loader alive. */
final class Faults {
  private Faults() {}

  static GraftException ofPlugin(String where, Throwable fault) {
    return new GraftException(where, "the plug-in failed with " + fault, "report it to its author");
  }

  /** The message for people: that of our own exceptions, with the class's name for others. */
  static String text(Throwable fault) {
    String message = fault.getMessage();
    return fault instanceof GraftException && message != null ? message : fault.toString();
  }
}
