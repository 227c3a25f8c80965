package graft.core.trace;

import graft.api.GraftException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Runs plug-ins' code on a thread of its own, which is abandoned if it does not come back. */
public final class TimeLimit {
  private final long seconds;

  public TimeLimit(long seconds) {
    this.seconds = seconds;
  }

  /**
   * The supplier's result; what it throws is thrown.
   *
   * @throws GraftException if it takes longer than the limit, or this thread is interrupted
   */
  public <T> T run(String what, Supplier<T> supplier) {
    FutureTask<T> task = new FutureTask<>(supplier::get);
    Thread thread = new Thread(task, "graft-tracer");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new GraftException(
          what,
          "it took more than " + seconds + " s",
          "a plug-in hangs: leave out the model's layers one by one to find it");
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new GraftException(what, "it was interrupted", "");
    }
  }
}
