package graft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.core.registry.Registration;
import graft.core.registry.Registry;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldAcceleratorsTest {
  private final Registry registry = new Registry();

  /** Throws where it computes, and has no name. */
  private static final class Broken implements Accelerator {
    @Override
    @SuppressWarnings("NullAway")
    public String description() {
      return null;
    }

    @Override
    public String numericsKey() {
      return "broken-1";
    }

    @Override
    public Executable compile(Program program, int threads) {
      throw new IllegalStateException("no such kernel");
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
      throw new NoClassDefFoundError("com/example/Native");
    }
  }

  private static String fault(org.junit.jupiter.api.function.Executable call) {
    String message = String.valueOf(assertThrows(GraftException.class, call).getMessage());
    return message.replaceFirst("java:\\d+", "java:N");
  }

  @Test
  @SuppressWarnings("NullAway") // no program is looked at
  void whateverAnAcceleratorThrowsItAndItsBundleAreNamed() {
    registry.add(Kind.ACCELERATOR, "broken", 0, Broken::new);
    try (HeldAccelerators held = new HeldAccelerators(registry)) {
      Accelerator broken = held.best(Optional.empty(), Set.of());
      String who = "accelerator 'broken' of graft-core 0.0.0 ";
      String hint = "; hint: report it to its author";
      String place = ", at HeldAcceleratorsTest.java:N";
      assertEquals(who + "gave null" + hint, fault(broken::description));
      assertEquals(
          who + "failed with java.lang.IllegalStateException: no such kernel" + place + hint,
          fault(() -> broken.compile(null, 0)));
      assertEquals(
          who + "failed with java.lang.NoClassDefFoundError: com/example/Native" + place + hint,
          fault(() -> broken.allocate(DType.F32, 1)));
      assertEquals("broken-1", broken.numericsKey());
    }
  }

  @Test
  void oneIsTheSameUntilItGoes() {
    Registration only = registry.add(Kind.ACCELERATOR, "broken", 0, Broken::new);
    try (HeldAccelerators held = new HeldAccelerators(registry)) {
      Accelerator first = held.best(Optional.empty(), Set.of());
      assertSame(first, held.best(Optional.of("broken"), Set.of()));
      assertTrue(held.has(first));
      only.close();
      assertFalse(held.has(first));
    }
  }
}
