package graft.core.registry;

import graft.api.GraftException;
import java.util.stream.Collectors;

/** What plug-ins throw, as text: the exception itself would keep its class loader alive. */
public final class PluginFault {
  private PluginFault() {}

  /** The fault of a plug-in at a place. */
  public static GraftException of(String where, Throwable fault) {
    return of(where, "the plug-in", fault);
  }

  /** The same of one that is known: {@code who} is its provider's text. */
  public static GraftException of(String where, String who, Throwable fault) {
    return new GraftException(
        where, who + " failed with " + text(fault), "report it to its author");
  }

  /** What a plug-in did wrong; where is the caller's to add. */
  static GraftException of(Provider provider, String fault) {
    return new GraftException("", provider + " " + fault, "report it to its author");
  }

  /** The message of our own exceptions, class and message of others; in one line. */
  public static String text(Throwable fault) {
    try {
      return (fault instanceof GraftException ? fault.getMessage() : String.valueOf(fault))
          .lines()
          .collect(Collectors.joining(" "));
    } catch (Throwable broken) { // its getMessage() is a plug-in's code too
      return fault.getClass().getName();
    }
  }
}
