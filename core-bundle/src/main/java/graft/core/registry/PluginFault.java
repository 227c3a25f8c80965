package graft.core.registry;

import graft.api.GraftException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What plug-ins throw, as text: the exception itself would keep its class loader alive. */
public final class PluginFault {
  private static final System.Logger LOG = System.getLogger(PluginFault.class.getName());

  private PluginFault() {}

  /** The fault of a plug-in at a place. */
  public static GraftException of(String where, Throwable fault) {
    return new GraftException(
        where, "the plug-in failed with " + text(fault), "report it to its author");
  }

  /**
   * The same of one that is known.
   *
   * @param who its provider's text
   * @param code what was called of it
   */
  public static GraftException of(String where, String who, Object code, Throwable fault) {
    return new GraftException(
        where, who + " failed with " + text(fault, code), "report it to its author");
  }

  /** The same; where is the caller's to add. */
  static GraftException of(Provider provider, Object code, Throwable fault) {
    return of("", provider.toString(), code, fault);
  }

  /** What a plug-in did wrong; where is the caller's to add. */
  static GraftException of(Provider provider, String fault) {
    return new GraftException("", provider + " " + fault, "report it to its author");
  }

  /**
   * The same text with the line of the plug-in's code, {@code , at Swish.java:23}, for its author:
   * of what is in the package of {@code code}. The log has the whole trace at debug level.
   */
  public static String text(Throwable fault, Object code) {
    if (fault instanceof GraftException) {
      return text(fault);
    }
    try {
      LOG.log(System.Logger.Level.DEBUG, "a plug-in failed", fault);
      String within = code.getClass().getPackageName() + ".";
      String place =
          Stream.of(fault.getStackTrace())
              .filter(frame -> frame.getClassName().startsWith(within))
              .filter(frame -> frame.getFileName() != null)
              .findFirst()
              .map(frame -> ", at " + frame.getFileName() + ":" + frame.getLineNumber())
              .orElse("");
      return text(fault) + place;
    } catch (Throwable broken) { // what it overrides of an exception is its code too
      return text(fault);
    }
  }

  /** The message of our own exceptions, class and message of others; in one line. */
  public static String text(Throwable fault) {
    try {
      String message =
          fault instanceof GraftException ours
              ? String.valueOf(ours.getMessage())
              : String.valueOf(fault);
      return message.lines().collect(Collectors.joining(" "));
    } catch (Throwable broken) { // its getMessage() is a plug-in's code too
      return fault.getClass().getName();
    }
  }
}
