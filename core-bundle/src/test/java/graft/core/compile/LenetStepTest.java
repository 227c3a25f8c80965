package graft.core.compile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.accel.Arena;
import graft.api.accel.Program;
import org.junit.jupiter.api.Test;

class LenetStepTest {
  @Test
  void arenaIsAtMostHalfOfTheBuffers() {
    long t0 = System.nanoTime();
    Program program = ProgramVerifier.verify(Compiler.compile(LenetStep.of(32)));
    System.out.println((System.nanoTime() - t0) / 1000000 + " ms");
    Arena arena = new Arena(program, name -> 64);
    System.out.println(program.text());
    System.out.println(
        program.kernels().size()
            + " kernels, commit "
            + program.commit()
            + ", arena "
            + arena.bytes()
            + " of "
            + arena.sum());
    assertTrue(arena.bytes() * 2 <= arena.sum());
  }
}
