package graft.core.train;

/**
 * Judges every few batches whether another worker is needed: whether more than an eighth of the
 * time went by in waiting for data.
 */
final class Hiring {
  private static final int TRIAL_BATCHES = 8;
  private static final int PART = 8;

  private int batches;
  private long sinceNanos;
  private long waitedNanos;

  Hiring(long nowNanos) {
    sinceNanos = nowNanos;
  }

  /** A batch was waited for. */
  boolean needsAnother(long waited, long nowNanos) {
    waitedNanos += waited;
    batches++;
    if (batches < TRIAL_BATCHES) {
      return false;
    }
    boolean needed = waitedNanos > (nowNanos - sinceNanos) / PART;
    batches = 0;
    sinceNanos = nowNanos;
    waitedNanos = 0;
    return needed;
  }
}
