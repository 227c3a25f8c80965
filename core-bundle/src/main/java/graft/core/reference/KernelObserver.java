package graft.core.reference;

import graft.api.accel.Program;
import java.util.List;

/** Is told of every kernel that has run, those within a scan's body included. */
public interface KernelObserver {
  /**
   * A kernel has run.
   *
   * @param values the results of the kernel's steps in order; for SCAN those of all parts
   */
  void after(Program.Kernel kernel, List<Value> values);
}
