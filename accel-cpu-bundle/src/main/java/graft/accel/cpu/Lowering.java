package graft.accel.cpu;

import graft.accel.cpu.code.FusedClasses;
import graft.accel.cpu.code.FusedKernel;
import graft.accel.cpu.kernel.Kernels;
import graft.accel.cpu.op.SingleKernels;
import graft.accel.cpu.work.Lowered;
import graft.accel.cpu.work.Slots;
import graft.api.accel.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A program with each kernel made ready for any sizes. */
final class Lowering {
  private final Program program;
  private final List<Lowered> kernels;
  private final Slots slots;
  private final Runner runner;

  /** Fused kernels that cannot be generated as they are are cut into single steps before. */
  Lowering(Program source, Kernels library, FusedClasses classes, Runner runner) {
    this.runner = runner;
    Program whole = source;
    List<Lowered> ready = new ArrayList<>();
    Slots numbers = new Slots(whole.buffers().size());
    Set<Integer> refused = lower(whole, library, classes, numbers, ready);
    if (!refused.isEmpty()) {
      whole = Splitter.split(source, refused);
      ready.clear();
      numbers = new Slots(whole.buffers().size());
      lower(whole, library, classes, numbers, ready);
    }
    program = whole;
    kernels = List.copyOf(ready);
    slots = numbers;
  }

  /** Fills {@code ready}; returns the numbers of the kernels that must be cut. */
  private Set<Integer> lower(
      Program whole, Kernels library, FusedClasses classes, Slots numbers, List<Lowered> ready) {
    SingleKernels singles = new SingleKernels(library, classes, numbers);
    Set<Integer> refused = new HashSet<>();
    for (int i = 0; i < whole.kernels().size(); i++) {
      Program.Kernel kernel = whole.kernels().get(i);
      Optional<Lowered> lowered =
          switch (kernel.form()) {
            case SINGLE -> Optional.of(singles.lower(kernel));
            case LOOP, ROWS, COLUMNS -> FusedKernel.of(kernel, classes, numbers);
            case SCAN -> {
              FusedClasses often = classes.inScans();
              Lowering body = new Lowering(kernel.body().get(0), library, often, runner);
              yield Optional.of(b -> List.of(new ScanWork(kernel, body, b)));
            }
          };
      if (lowered.isPresent()) {
        ready.add(lowered.get());
      } else {
        refused.add(i);
      }
    }
    return refused;
  }

  /** The program as it runs, with kernels cut. */
  Program program() {
    return program;
  }

  List<Lowered> kernels() {
    return kernels;
  }

  /** How many buffers and private slots there are. */
  int slots() {
    return slots.count();
  }

  Runner runner() {
    return runner;
  }
}
