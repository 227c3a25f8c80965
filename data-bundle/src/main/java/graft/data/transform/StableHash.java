package graft.data.transform;

import java.nio.charset.StandardCharsets;

/**
 * A hash of text that never changes: FNV-1a over 64 bits (Fowler, Noll, Vo) of salt and text in
 * UTF-8, then the finaliser of SplitMix64, since FNV's low bits are weak.
 */
public final class StableHash {
  private StableHash() {}

  /** A number from 0 to {@code bins} − 1. */
  public static int bin(String text, String salt, int bins) {
    return (int) Long.remainderUnsigned(mix(fnv(text, fnv(salt, 0xCBF29CE484222325L))), bins);
  }

  static long fnv(String text, long start) {
    long hash = start;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
