package graft.accel.cpu.work;

import java.util.List;

/** A kernel of a program made ready for any sizes; shared by all frames. */
@FunctionalInterface
public interface Lowered {
  /** The work for the sizes and memory of a frame, part after part. */
  List<Work> bind(Binding binding);
}
