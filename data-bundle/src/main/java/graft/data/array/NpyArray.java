package graft.data.array;

import graft.api.DataException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array in NumPy's format, versions 1 to 3: a header that is a Python literal, then the elements
 * in C or Fortran order, of either byte order. Object arrays, which are pickled, are refused.
 * Format: numpy.lib.format.
 */
final class NpyArray {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MOST_HEADER = 1 << 16;
  private static final int MOST_SHOWN = 200;
  private static final int MOST_AXES = 32;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\sL]*)\\)");
  private static final Pattern TYPE = Pattern.compile("([<>|=])(f2|f4|f8|i1|i2|i4|i8|u1|u2|u4|b1)");

  private final String type;
  private final int[] shape;
  private final ByteBuffer data;
  private final int elementBytes;

  private NpyArray(String type, int[] shape, ByteBuffer data, int elementBytes) {
    this.type = type;
    this.shape = shape;
    this.data = data;
    this.elementBytes = elementBytes;
  }

  /**
   * Reads an array.
   *
   * @param place the file and the array in it, for messages
   * @param most the most bytes that can come, whatever the header says
   */
  static NpyArray read(InputStream stream, String place, long most) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      String header = header(in, place);
      if (header.contains("'O'") || header.contains("|O")) {
        throw new DataException(
            place, "an array of Python objects; pickle is not read", "save numbers");
      }
      Matcher type = TYPE.matcher(group(DESCR, header, "descr", place));
      if (!type.matches()) {
        throw new DataException(
            place,
            "elements are " + group(DESCR, header, "descr", place) + ", which are not read",
            "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 b1 are");
      }
      int elementBytes = type.group(2).charAt(1) - '0';
      int[] shape = shape(group(SHAPE, header, "shape", place), place);
      byte[] data = data(in, shape, elementBytes, most, place);
      ByteOrder order = type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      if (group(ORDER, header, "fortran_order", place).equals("True")) {
        data = rowMajor(data, shape, elementBytes);
      }
      return new NpyArray(type.group(2), shape, ByteBuffer.wrap(data).order(order), elementBytes);
    } catch (EOFException e) {
      throw new DataException(place, "it ends within its header", "is it cut off?");
    }
  }

  private static String header(DataInputStream in, String place) throws IOException {
    byte[] begin = new byte[8];
    in.readFully(begin);
    if (!Arrays.equals(begin, 0, 6, MAGIC, 0, 6) || begin[6] < 1 || begin[6] > 3) {
      throw new DataException(
          place, "not an array of NumPy's format, version 1 to 3", "np.save writes one");
    }
    int size = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
    if (begin[6] > 1) {
      size |= Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << 16;
    }
    if (size < 0 || size > MOST_HEADER) {
      throw new DataException(
          place, "its header has " + Integer.toUnsignedString(size) + " bytes", "at most 65536");
    }
    byte[] text = new byte[size];
    in.readFully(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static String group(Pattern pattern, String header, String what, String place) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new DataException(
          place, "its header has no " + what + " that is read: " + shown(header), "");
    }
    return matcher.group(1);
  }

  private static String shown(String header) {
    String text = header.strip();
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }

  private static int[] shape(String text, String place) {
    String[] sizes = text.replace("L", "").strip().split("\\s*,\\s*");
    if (sizes.length > MOST_AXES) {
      throw new DataException(place, "it has " + sizes.length + " axes", "at most " + MOST_AXES);
    }
    int[] shape = new int[text.isBlank() ? 0 : sizes.length];
    for (int i = 0; i < shape.length; i++) {
      if (!sizes[i].matches("\\d{1,10}") || Long.parseLong(sizes[i]) > Integer.MAX_VALUE) {
        throw new DataException(place, "its header has an impossible shape (" + text + ")", "");
      }
      shape[i] = Integer.parseInt(sizes[i]);
    }
    return shape;
  }

  private static byte[] data(InputStream in, int[] shape, int element, long most, String place)
      throws IOException {
    long bytes = element;
    for (int size : shape) {
      bytes = bytes > Integer.MAX_VALUE ? bytes : bytes * size;
    }
    if (bytes > Math.min(most, Integer.MAX_VALUE - 8)) {
      throw new DataException(
          place,
          "shape " + Arrays.toString(shape) + " needs more bytes than the file can have: " + bytes,
          "is it cut off?");
    }
    byte[] data = in.readNBytes((int) bytes);
    if (data.length < bytes || in.read() >= 0) {
      String got = data.length < bytes ? "only " + data.length : "more";
      throw new DataException(
          place, "shape " + Arrays.toString(shape) + " needs " + bytes + " bytes, got " + got, "");
    }
    return data;
  }

  /** The same elements with the last axis running fastest. */
  private static byte[] rowMajor(byte[] data, int[] shape, int element) {
    byte[] sorted = new byte[data.length];
    int[] index = new int[shape.length];
    for (int to = 0; to < data.length; to += element) {
      int from = 0;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        from = from * shape[axis] + index[axis];
      }
      System.arraycopy(data, from * element, sorted, to, element);
      for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return sorted;
  }

  List<Integer> shape() {
    return Arrays.stream(shape).boxed().toList();
  }

  int size() {
    return data.capacity() / elementBytes;
  }

  boolean isFloating() {
    return type.charAt(0) == 'f';
  }

  boolean isByte() {
    return type.equals("u1");
  }

  boolean isTruth() {
    return type.charAt(0) == 'b';
  }

  double get(int i) {
    int at = i * elementBytes;
    return switch (type) {
      case "f2" -> half(data.getShort(at));
      case "f4" -> data.getFloat(at);
      case "f8" -> data.getDouble(at);
      case "i2" -> data.getShort(at);
      case "i4" -> data.getInt(at);
      case "i8" -> data.getLong(at);
      case "u1" -> data.get(at) & 0xff;
      case "u2" -> Short.toUnsignedInt(data.getShort(at));
      case "u4" -> Integer.toUnsignedLong(data.getInt(at));
      case "b1" -> data.get(at) == 0 ? 0 : 1;
      default -> data.get(at); // i1
    };
  }

  /** IEEE 754 binary16; Java has a method for it from 20 on only. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double value =
        exponent == 0
            ? Math.scalb((double) fraction, -24)
            : exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : Math.scalb((double) (fraction + 1024), exponent - 25);
    return bits < 0 ? -value : value;
  }
}
