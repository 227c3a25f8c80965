package graft.accel.cpu.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CrewsTest {
  private final Crews crews = new Crews(8);

  private Lane enter(int threads) {
    Lane lane = new Lane();
    crews.enter(lane, threads);
    return lane;
  }

  @Test
  void aRunAloneHasAllProcessorsOrWhatItAsksFor() {
    Lane all = enter(0);
    assertEquals(8, all.parties());
    crews.leave(all);
    assertEquals(12, enter(12).parties()); // more than there are, for one who insists
  }

  @Test
  void runsAtOneTimeShareTheProcessors() {
    enter(0);
    assertEquals(4, enter(0).parties()); // 8 / 2
    assertEquals(2, enter(0).parties()); // 8 / 3
    assertEquals(1, enter(1).parties());
    for (int i = 0; i < 20; i++) {
      assertEquals(1, enter(0).parties()); // never none
    }
  }

  @Test
  void aRunThatHasJustEndedStillCounts() {
    Lane first = enter(0);
    Lane second = enter(0);
    crews.leave(first);
    crews.leave(second);
    assertEquals(4, enter(0).parties());
  }

  @Test
  void aRunThatEndedLongAgoCountsNoMore() {
    Lane first = enter(0);
    Lane second = enter(0);
    crews.leave(first);
    crews.leave(second);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    Lane third = enter(0);
    assertEquals(8, third.parties());
    assertThrows(IllegalStateException.class, first::workers);
  }

  @Test
  void eachRunHasWorkersOfItsOwnWhichAreUsedAgain() {
    Lane first = enter(0);
    Workers workers = first.workers();
    assertNotSame(workers, enter(0).workers());
    crews.leave(first);
    assertSame(workers, enter(0).workers());
  }

  @Test
  void theUsualNumberIsForThoseThatAskForNone() {
    crews.usual(3);
    Lane lane = enter(0);
    assertEquals(3, lane.parties());
    crews.leave(lane);
    assertEquals(5, enter(5).parties());
    crews.usual(0);
    assertEquals(4, enter(0).parties()); // 8 / 2
  }
}
