package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

class GogoCommandsTest {
  private final AtomicInteger gogos = new AtomicInteger();

  private Terminal terminal() throws IOException {
    Terminal terminal =
        new DumbTerminal(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
    terminal.handle(Signal.INT, signal -> gogos.incrementAndGet());
    return terminal;
  }

  @Test
  void controlCInterruptsTheVerbWhichEndsInGoodOrder() throws IOException {
    try (Terminal terminal = terminal()) {
      Object answer =
          GogoCommands.interruptible(
              terminal,
              () -> {
                terminal.raise(Signal.INT);
                return Thread.interrupted() ? "stopped after 1 epoch" : "ran on";
              });
      assertEquals("stopped after 1 epoch", answer);
      assertEquals(0, gogos.get());
    }
  }

  @Test
  void theSecondOneAndThoseAfterTheVerbAreGogos() throws IOException {
    try (Terminal terminal = terminal()) {
      GogoCommands.interruptible(
          terminal,
          () -> {
            terminal.raise(Signal.INT);
            terminal.raise(Signal.INT);
            return "";
          });
      assertEquals(1, gogos.get());
      assertFalse(Thread.interrupted(), "the next verb is not interrupted");
      terminal.raise(Signal.INT);
      assertEquals(2, gogos.get());
      assertTrue(!Thread.currentThread().isInterrupted());
    }
  }
}
