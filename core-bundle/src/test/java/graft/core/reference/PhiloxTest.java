package graft.core.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PhiloxTest {
  /** Known answers of Random123's {@code kat_vectors}, philox 4x32 with 10 rounds. */
  @Test
  void knownAnswers() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, Philox.words(0, 0, 0, 0, 0));
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        Philox.words(-1, -1, -1, -1, -1));
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        Philox.words(0x299f31d0a4093822L, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344));
  }

  @Test
  void numbersTakeTheTopBitsOfTheirWords() {
    assertEquals(0x6627e8 * 0x1p-24, Philox.single(0, 0, 0, 0, 0));
    assertEquals(0x9b00db * 0x1p-24, Philox.single(0, 0, 0, 0, 3));
    // 6627e8d5e169c58d >>> 11.
    assertEquals((0x6627e8d5e169c58dL >>> 11) * 0x1p-53, Philox.twice(0, 0, 0, 0, 0));
    assertEquals((0xbc57ac4c9b00dbd8L >>> 11) * 0x1p-53, Philox.twice(0, 0, 0, 0, 1));
  }
}
