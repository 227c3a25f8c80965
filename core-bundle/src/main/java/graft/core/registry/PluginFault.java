package graft.core.registry;

import graft.api.GraftException;

/** What plug-ins throw, as text: the exception itself would keep its class loader alive. */
public final class PluginFault {
  private PluginFault() {}

  /** The fault of a plug-in at a place. */
  public static GraftException of(String where, Throwable fault) {
    return new GraftException(
        where, "the plug-in failed with " + text(fault), "report it to its author");
  }

  /** Class and message. */
  public static String text(Throwable fault) {
    try {
      return String.valueOf(fault);
    } catch (Throwable broken) { // its getMessage() is a plug-in's code too
      return fault.getClass().getName();
    }
  }
}
