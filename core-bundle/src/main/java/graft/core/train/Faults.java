package graft.core.train;

import graft.api.GraftException;
import graft.core.registry.PluginFault;

/** Exceptions as text: one of a plug-in that is kept would keep its class loader alive. */
final class Faults {
  private Faults() {}

  static GraftException ofPlugin(String where, Throwable fault) {
    return PluginFault.of(where, fault);
  }

  /** The same, of a plug-in that is known. */
  static GraftException ofPlugin(String where, String who, Object code, Throwable fault) {
    return PluginFault.of(where, who, code, fault);
  }

  /** The message for people: that of our own exceptions, with the class's name for others. */
  static String text(Throwable fault) {
    return fault instanceof GraftException e
        ? String.valueOf(e.getMessage())
        : PluginFault.text(fault);
  }
}
