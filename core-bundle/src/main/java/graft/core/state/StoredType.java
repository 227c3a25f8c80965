package graft.core.state;

import graft.api.DType;
import graft.api.NdArray;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of elements that a safetensors file may have; half precision is read as f32. */
enum StoredType {
  F32(DType.F32, 4),
  F64(DType.F64, 8),
  I32(DType.I32, 4),
  I64(DType.I64, 8),
  BOOL(DType.BOOL, 1),
  F16(DType.F32, 2),
  BF16(DType.F32, 2);

  private final DType dtype;
  private final int bytes;

  StoredType(DType dtype, int bytes) {
    this.dtype = dtype;
    this.bytes = bytes;
  }

  /** The type in memory. */
  DType dtype() {
    return dtype;
  }

  /** Bytes of an element in the file. */
  int bytes() {
    return bytes;
  }

  /** The type of a name, or null. */
  static @Nullable StoredType of(@Nullable Object name) {
    return List.of(values()).stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** For messages. */
  static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  /** Converts the first {@code count} elements of a buffer. */
  void get(ByteBuffer from, NdArray to, int offset, int count) {
    switch (this) {
      case F32 -> from.asFloatBuffer().get((float[]) to.array(), offset, count);
      case F64 -> from.asDoubleBuffer().get((double[]) to.array(), offset, count);
      case I32 -> from.asIntBuffer().get((int[]) to.array(), offset, count);
      case I64 -> from.asLongBuffer().get((long[]) to.array(), offset, count);
      case BOOL -> {
        boolean[] array = (boolean[]) to.array();
        for (int i = 0; i < count; i++) {
          array[offset + i] = from.get(i) != 0;
        }
      }
      case F16, BF16 -> {
        float[] array = (float[]) to.array();
        for (int i = 0; i < count; i++) {
          short bits = from.getShort(2 * i);
          // bfloat16 is the upper half of a binary32.
          array[offset + i] = this == BF16 ? Float.intBitsToFloat(bits << 16) : half(bits);
        }
      }
    }
  }

  /** IEEE 754 binary16: 1 bit sign, 5 bits exponent (bias 15), 10 bits fraction. */
  private static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) { // 0 and subnormal numbers: fraction · 2⁻²⁴
      return Math.copySign(fraction * 0x1p-24f, sign < 0 ? -1 : 1);
    }
    int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
