package graft.core.train;

import graft.api.ConfigException;
import graft.api.Shape;
import graft.api.accel.Arena;
import graft.api.accel.Program;
import graft.core.trace.StateTensor;
import graft.core.trace.TracedModel;
import java.util.List;

/**
 * What a training takes of an accelerator's memory: states, and temporaries of its programs.
 *
 * @param states bytes
 * @param temporaries bytes
 */
record MemoryNeed(long states, long temporaries) {
  private static final double MIB = 1 << 20;

  static MemoryNeed of(TracedModel model, Programs programs, int batch) {
    long states = 0;
    for (StateTensor state : model.states()) {
      Shape shape = state.type().shape();
      states += shape.elements().evaluate(name -> batch) * state.type().dtype().bytes();
    }
    long temporaries = 0;
    for (Program program : List.of(programs.step(), programs.evaluate(), programs.results())) {
      temporaries += new Arena(program, name -> batch).bytes();
    }
    return new MemoryNeed(states, temporaries);
  }

  /**
   * @param limit bytes; 0 for none
   * @throws ConfigException if it is more than the limit
   */
  void check(long limit, int batch) {
    if (limit > 0 && states + temporaries > limit) {
      throw new ConfigException(
          "training",
          String.format(
              java.util.Locale.ROOT,
              "it takes %.1f MiB (states %.1f, temporaries %.1f with batch %d), the limit is %.1f",
              (states + temporaries) / MIB,
              states / MIB,
              temporaries / MIB,
              batch,
              limit / MIB),
          "a smaller training.batch, or a higher 'memory' in the configuration");
    }
  }
}
