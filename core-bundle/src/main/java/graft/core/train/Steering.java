package graft.core.train;

import java.util.function.BooleanSupplier;

/** What others ask of a job; it looks here between two steps. Thread-safe. */
final class Steering {
  private volatile boolean stop;
  private volatile boolean pause;
  private volatile boolean held;

  synchronized void stop() {
    stop = true;
    notifyAll();
  }

  synchronized void pause() {
    pause = true;
  }

  synchronized void resume() {
    pause = false;
    notifyAll();
  }

  /** Something changed that a waiting job may want to see. */
  synchronized void wake() {
    notifyAll();
  }

  boolean stopAsked() {
    return stop;
  }

  boolean pauseAsked() {
    return pause;
  }

  /** True while the job waits between two steps, also while it looks why it is woken. */
  boolean isHeld() {
    return held;
  }

  void hold(boolean on) {
    held = on;
  }

  /** Waits while the condition holds and nobody asks for a stop; it is looked at when woken. */
  synchronized void awaitWhile(BooleanSupplier condition) {
    boolean interrupted = false;
    while (!stop && condition.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
