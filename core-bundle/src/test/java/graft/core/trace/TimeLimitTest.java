package graft.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.GraftException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
  @Test
  void whatHangsIsAbandonedAndInterrupted() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    GraftException e =
        assertThrows(
            GraftException.class, () -> new TimeLimit(1).run("model", () -> hang(interrupted)));
    assertEquals("model", e.where());
    assertTrue(e.getMessage().contains("more than 1 s"), e.getMessage());
    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
  }

  private static int hang(CountDownLatch interrupted) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
    }
    return 0;
  }

  @Test
  void resultsAndFaultsPassThrough() {
    TimeLimit limit = new TimeLimit(10);
    assertEquals(7, limit.run("model", () -> 7));
    assertThrows(
        ConfigException.class,
        () ->
            limit.run(
                "model",
                () -> {
                  throw new ConfigException("wrong", "");
                }));
  }
}
