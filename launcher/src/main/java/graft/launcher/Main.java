package graft.launcher;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * The {@code graft} command. It starts a framework with the bundles, hands the arguments to the
 * verb service, and exits with the code that the service returns.
 *
 * <p>Two services, found by a property, are all that it knows of Graft, so that api, core and shell
 * can be updated under it; only JDK types cross the border:
 *
 * <ul>
 *   <li>{@code (graft.verbs=true)}, a {@link ToIntFunction} of {@code String[]}: runs a command
 *       line, returns the exit code.
 *   <li>{@code (graft.stop=true)}, a {@link java.util.function.BooleanSupplier}: asks the running
 *       verb to end soon with its state written; false if there is none to wait for. It may be
 *       called before the verb has begun; the verb then ends at once.
 * </ul>
 *
 * <p>It offers the process's own streams as services of {@link java.io.PrintStream} with {@code
 * graft.stream} {@code out} and {@code err}.
 *
 * <p>On a signal the JVM runs the shutdown hook and then exits with 128 + the signal's number: 130
 * for Ctrl-C. The hook has only to hold it up until the verb is done.
 */
public final class Main {
  /** What a verb gets to write its last checkpoint before the process ends all the same. */
  private static final int STOP_SECONDS = 20;

  /** What one gets that has nothing to write, to end its output: it may hang in a plug-in. */
  private static final int END_SECONDS = 1;

  private final Host host;
  private final CountDownLatch verbDone = new CountDownLatch(1);
  private volatile boolean stopping;

  private Main(Host host) {
    this.host = host;
  }

  /**
   * Runs the command line and exits.
   *
   * @param args the verb and its options
   */
  public static void main(String[] args) {
    StandardError.adopt();
    // Bundles find their classes through the framework. JLine looks for its terminals through the
    // context's loader first, if there is one, and would find none through ours.
    Thread.currentThread().setContextClassLoader(null);
    int code;
    try {
      code = new Main(new Host(Options.parse(args))).run(args);
    } catch (LaunchException e) {
      System.err.println("graft: " + e.getMessage());
      code = e.exitCode();
    }
    System.exit(code);
  }

  private int run(String[] args) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "graft-shutdown"));
    try {
      ToIntFunction<String[]> verbs = host.start();
      return stopping ? 1 : run(verbs, args);
    } finally {
      verbDone.countDown();
    }
  }

  /** A verb answers for what goes wrong in it; what gets here is a fault of Graft. */
  private static int run(ToIntFunction<String[]> verbs, String[] args) {
    try {
      return verbs.applyAsInt(args);
    } catch (Throwable e) {
      System.err.println("graft: internal error");
      e.printStackTrace();
      return 1;
    }
  }

  /** Runs at every exit; the verb is still at work only if a signal came. */
  private void shutDown() {
    stopping = true;
    try {
      if (verbDone.getCount() > 0) {
        boolean writes = host.askToStop();
        boolean ended = verbDone.await(writes ? STOP_SECONDS : END_SECONDS, TimeUnit.SECONDS);
        if (writes && !ended) {
          System.err.println("graft: gave up waiting after " + STOP_SECONDS + " s");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      host.close();
    }
  }
}
