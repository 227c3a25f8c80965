package graft.accel.cpu.op;

import graft.accel.cpu.work.Lane;
import graft.accel.cpu.work.Work;

/** Work whose tasks are a function. */
final class Task implements Work {
  /** Does tasks {@code from} to before {@code to}. */
  interface Range {
    void run(int from, int to, Lane lane);
  }

  private final int tasks;
  private final boolean coarse;
  private final Range range;

  private Task(int tasks, boolean coarse, Range range) {
    this.tasks = tasks;
    this.coarse = coarse;
    this.range = range;
  }

  /** So many tasks, or none where there is nothing to do. */
  static Work of(int tasks, Range range) {
    return new Task(tasks, false, range);
  }

  /** Tasks of which a thread does as many at once as it can. */
  static Work coarse(int tasks, Range range) {
    return new Task(tasks, true, range);
  }

  @Override
  public int tasks() {
    return tasks;
  }

  @Override
  public boolean coarse() {
    return coarse;
  }

  @Override
  public void run(int from, int to, Lane lane) {
    range.run(from, to, lane);
  }
}
