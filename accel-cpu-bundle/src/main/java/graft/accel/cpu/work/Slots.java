package graft.accel.cpu.work;

/** Numbers for the private slots of a program's kernels, behind those of its buffers. */
public final class Slots {
  private int next;

  public Slots(int buffers) {
    next = buffers;
  }

  /** A new slot. */
  public int take() {
    return next++;
  }

  /** How many buffers and slots there are. */
  public int count() {
    return next;
  }
}
