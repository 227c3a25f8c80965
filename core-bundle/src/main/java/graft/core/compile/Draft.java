package graft.core.compile;

import graft.api.Shape;
import graft.api.accel.Program;
import graft.core.compile.Node.Use;
import java.util.List;

/**
 * A kernel whose buffers have no numbers yet.
 *
 * @param inputs what it reads
 * @param results what it writes
 * @see Program.Kernel
 */
record Draft(
    Program.Form form,
    Shape domain,
    int columns,
    List<Program.Step> steps,
    List<Use> inputs,
    List<Write> results,
    String origin,
    List<Program> body) {

  /** Value number {@code value} of the kernel is the value of {@code node}. */
  record Write(int value, Node node) {}

  Draft {
    steps = List.copyOf(steps);
    inputs = List.copyOf(inputs);
    results = List.copyOf(results);
    body = List.copyOf(body);
  }

  boolean reads(Node node) {
    return inputs.stream().anyMatch(u -> u.node() == node);
  }
}
