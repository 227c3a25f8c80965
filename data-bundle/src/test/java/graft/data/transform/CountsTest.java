package graft.data.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CountsTest {
  @Test
  void theMostFrequentComeFirstAndEqualOnesByTheirOrder() {
    Counts<String> counts = new Counts<>();
    List.of("b", "c", "a", "c", "d").forEach(counts::add);
    assertEquals(List.of("c", "a", "b", "d"), counts.byFrequency(1, 9));
    assertEquals(List.of("c"), counts.byFrequency(2, 9));
    assertEquals(List.of("c", "a"), counts.byFrequency(1, 2));
  }

  @Test
  void memoryIsBoundedAndTheFrequentStay() {
    Counts<Integer> counts = new Counts<>(100);
    for (int i = 0; i < 10_000; i++) {
      counts.add(i % 10 == 0 ? -1 : i); // one of ten is the same
      assertTrue(counts.size() <= 100);
    }
    // Lossy counting: at most what was forgotten is missing, here 1 for each forgetting.
    assertEquals(1000, counts.of(-1));
    assertEquals(List.of(-1), counts.byFrequency(1, 1));
  }

  @Test
  void hashesAreThoseOfFnv() {
    // Vectors of Fowler, Noll, Vo: FNV-1a 64 of "" and "a" and "foobar".
    assertEquals(0xCBF29CE484222325L, StableHash.fnv("", 0xCBF29CE484222325L));
    assertEquals(0xAF63DC4C8601EC8CL, StableHash.fnv("a", 0xCBF29CE484222325L));
    assertEquals(0x85944171F73967E8L, StableHash.fnv("foobar", 0xCBF29CE484222325L));
  }
}
