package graft.api;

import java.util.Locale;

/** The type of a tensor's elements. Integers wrap; nothing is promoted silently. */
public enum DType {
  /** IEEE 754 binary32; the fast one on every accelerator. */
  F32(4, true),
  /** IEEE 754 binary64. */
  F64(8, true),
  /** 32-bit two's complement; indices have this type. */
  I32(4, false),
  /** 64-bit two's complement; counts have this type. */
  I64(8, false),
  /** Truth value; one byte of storage. */
  BOOL(1, false);

  private final int bytes;
  private final boolean floating;

  DType(int bytes, boolean floating) {
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Bytes of storage for one element. */
  public int bytes() {
    return bytes;
  }

  /** True for the types with fractions, infinities and NaN. */
  public boolean isFloating() {
    return floating;
  }

  /** True for {@link #I32} and {@link #I64}. */
  public boolean isInteger() {
    return this == I32 || this == I64;
  }

  /** The name in files: {@code f32}, {@code i64}, {@code bool} and so on. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
