package graft.core.train;

import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Program;
import graft.core.compile.Compiler;
import graft.core.trace.TracedModel;
import java.util.ArrayList;
import java.util.List;

/** What a job runs of a model: the programs of one trace, swapped together. */
record Programs(Program step, Program evaluate, Program results) {
  static final String METRIC = "metric:";

  static Programs of(TracedModel model) {
    return new Programs(
        Compiler.compile(model.step()),
        Compiler.compile(model.evaluate()),
        Compiler.compile(model.results()));
  }

  /** The names of the metrics that are one number, or of the others. */
  List<String> metrics(boolean scalar) {
    return results.ports().stream()
        .filter(port -> results.buffers().get(port.buffer()).shape().isScalar() == scalar)
        .map(Program.Port::name)
        .filter(name -> name.startsWith(METRIC))
        .map(name -> name.substring(METRIC.length()))
        .toList();
  }

  /** True if there is nothing to swap: equal texts are equal programs. */
  boolean same(Programs other) {
    return step.text().equals(other.step.text())
        && evaluate.text().equals(other.evaluate.text())
        && results.text().equals(other.results.text());
  }

  /** The programs made ready for an accelerator. */
  Ready compile(Accelerator accelerator, int threads) {
    List<Executable> made = new ArrayList<>();
    try {
      for (Program program : List.of(step, evaluate, results)) {
        made.add(accelerator.compile(program, threads));
      }
      return new Ready(accelerator, made.get(0), made.get(1), made.get(2));
    } catch (RuntimeException e) {
      made.forEach(Executable::close);
      throw e;
    }
  }

  /** Compiled for one accelerator. */
  record Ready(Accelerator accelerator, Executable step, Executable evaluate, Executable results)
      implements AutoCloseable {
    @Override
    public void close() {
      step.close();
      evaluate.close();
      results.close();
    }
  }
}
