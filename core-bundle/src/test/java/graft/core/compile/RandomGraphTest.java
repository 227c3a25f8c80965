package graft.core.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import graft.api.DType;
import graft.api.accel.Arena;
import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Kernel;
import graft.api.accel.Program.Place;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomGraphTest {
  private static final int GRAPHS = 100;

  @Test
  void fusedProgramsGiveTheBitsOfPlainOnes() {
    int plainKernels = 0;
    int kernels = 0;
    for (int seed = 0; seed < GRAPHS; seed++) {
      Computation computation = RandomGraph.of(seed, 10 + seed % 40);
      Program plain = ProgramVerifier.verify(Compiler.lower(computation));
      Program program = ProgramVerifier.verify(Compiler.compile(computation));
      plainKernels += plain.kernels().size();
      kernels += program.kernels().size();
      for (int batch : new int[] {1, 3}) {
        Map<String, Integer> sizes = Map.of("batch", batch);
        int number = seed;
        assertEquals(
            ProgramRun.run(plain, sizes, Map.of(), 2),
            ProgramRun.run(program, sizes, Map.of(), 2),
            () -> "seed " + number + ", batch " + batch + "\n" + program.text());
        assertMemoryHoldsWhatIsRead(program, sizes);
      }
    }
    assertTrue(kernels * 2 < plainKernels, kernels + " kernels of " + plainKernels);
  }

  @Test
  void compilingIsDeterministic() {
    for (int seed = 0; seed < 20; seed++) {
      assertEquals(
          Compiler.compile(RandomGraph.of(seed, 40)).text(),
          Compiler.compile(RandomGraph.of(seed, 40)).text());
    }
  }

  /** Plays the program on an arena whose elements know which buffer wrote them last. */
  static void assertMemoryHoldsWhatIsRead(Program program, Map<String, Integer> sizes) {
    Arena arena = new Arena(program, sizes::get);
    Map<DType, int[]> owners = new EnumMap<>(DType.class);
    for (DType dtype : DType.NUMERIC) {
      owners.put(dtype, new int[(int) arena.length(dtype)]);
    }
    for (int k = 0; k < program.kernels().size(); k++) {
      Kernel kernel = program.kernels().get(k);
      for (int input : kernel.inputs()) {
        Buffer buffer = program.buffers().get(input);
        int from = (int) arena.offset(input);
        int to = from + ProgramRun.elements(buffer, sizes);
        for (int i = from; i < to && buffer.place() == Place.TEMP; i++) {
          if (owners.get(buffer.dtype())[i] != input) {
            fail("kernel " + k + " reads b" + input + ", which is overwritten\n" + program);
          }
        }
      }
      for (Program.Result result : kernel.results()) {
        Buffer buffer = program.buffers().get(result.buffer());
        if (buffer.place() == Place.TEMP) {
          int from = (int) arena.offset(buffer.id());
          int to = from + ProgramRun.elements(buffer, sizes);
          Arrays.fill(owners.get(buffer.dtype()), from, to, buffer.id());
        }
      }
    }
  }
}
