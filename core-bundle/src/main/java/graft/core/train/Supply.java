package graft.core.train;

/**
 * Decides what batches are made of, in their order: their places, and which examples they hold. One
 * thread at a time asks it.
 */
interface Supply extends AutoCloseable {
  /**
   * Says what the next batch holds: its epoch, place, size, and the indices of its examples; of a
   * stream also the examples, as the source gives them.
   */
  void next(HostBatch batch);

  @Override
  default void close() {}
}
