package graft.api;

import java.util.List;
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
  BOOL(1, false),
  /** Text: in columns of data only, until a transform makes numbers of it; never in a tensor. */
  STRING(0, false);

  /** What tensors hold: all but {@link #STRING}. */
  public static final List<DType> NUMERIC = List.of(F32, F64, I32, I64, BOOL);

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

  /** True for all but {@link #STRING}: what tensors hold. */
  public boolean isNumeric() {
    return this != STRING;
  }

  /** For the place in a switch over the dtypes of tensors where {@link #STRING} cannot come. */
  public static IllegalArgumentException notInTensors() {
    return new IllegalArgumentException("no tensor holds strings");
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
