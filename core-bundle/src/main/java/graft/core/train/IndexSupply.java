package graft.core.train;

/** Batches of examples that have an index, in a new order in each epoch or in that of the data. */
final class IndexSupply implements Supply {
  private final int[] order;
  private final boolean shuffled;
  private final SeededRandom random;
  private int epoch;
  private long place;
  private int ordered = -1;

  /**
   * @param examples of epoch {@code epoch} that are left out, since they were trained before
   */
  IndexSupply(int size, boolean shuffled, long seed, int epoch, long examples) {
    order = new int[size];
    this.shuffled = shuffled;
    random = new SeededRandom(seed, "shuffle");
    this.epoch = epoch;
    place = examples;
  }

  @Override
  public void next(HostBatch batch) {
    if (ordered != epoch) {
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      if (shuffled) {
        random.at(epoch, 0).shuffle(order);
      }
      ordered = epoch;
    }
    batch.at(epoch, place, order.length);
    for (int i = 0; i < batch.size; i++) {
      batch.index[i] = order[(int) place + i];
    }
    place += batch.size;
    if (batch.last) {
      place = 0;
      epoch++;
    }
  }
}
