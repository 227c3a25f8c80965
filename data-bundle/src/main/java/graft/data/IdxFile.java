package graft.data;

import graft.api.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The content of an IDX file: a type code, sizes of axes, big-endian elements. */
final class IdxFile {
  private static final int BYTE = 0x08;
  private static final int[] ELEMENT = {1, 1, 0, 2, 4, 4, 8};

  private final int type;
  private final int[] shape;
  private final byte[] data;

  private IdxFile(int type, int[] shape, byte[] data) {
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /**
   * Reads a file, plain or gzipped. Memory grows with what the file holds, not with what its header
   * says.
   *
   * @throws DataException if it is missing or no such file, or shorter or longer than it says
   */
  static IdxFile read(String file) {
    try (InputStream in = open(file)) {
      byte[] head = in.readNBytes(4);
      if (head.length < 4 || head[0] != 0 || head[1] != 0) {
        throw new DataException(
            file, "not an IDX file: it begins with " + hex(head), "expected 00 00 TYPE AXES");
      }
      int code = head[2];
      int axes = head[3];
      if (code < BYTE || code > 0x0e || ELEMENT[code - BYTE] == 0 || axes < 1 || axes > 8) {
        throw new DataException(
            file,
            "IDX header has type " + hex(new byte[] {head[2]}) + " and " + axes + " axes",
            "types are 08 09 0b 0c 0d 0e, axes 1 to 8");
      }
      int[] shape = new int[axes];
      long bytes = ELEMENT[code - BYTE];
      byte[] sizes = in.readNBytes(4 * axes);
      for (int i = 0; i < axes; i++) {
        shape[i] = sizes.length < 4 * axes ? -1 : ByteBuffer.wrap(sizes).getInt(4 * i);
        bytes = shape[i] < 1 || bytes > Integer.MAX_VALUE ? -1 : bytes * shape[i];
        if (bytes < 0 || bytes > Integer.MAX_VALUE - 64) {
          throw new DataException(
              file, "IDX header has impossible sizes " + Arrays.toString(shape), "is it cut off?");
        }
      }
      byte[] data = in.readNBytes((int) bytes);
      if (data.length < bytes || in.read() >= 0) {
        String got = data.length < bytes ? "only " + data.length : "more";
        throw new DataException(
            file,
            "shape " + Arrays.toString(shape) + " needs " + bytes + " bytes, got " + got,
            "the file is damaged; fetch it again");
      }
      return new IdxFile(code, shape, data);
    } catch (NoSuchFileException e) {
      throw new DataException(file, "there is no such file", "");
    } catch (IOException e) {
      throw new DataException(file, "cannot be read: " + e.getMessage(), "");
    }
  }

  private static InputStream open(String file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(file)), 1 << 16);
    in.mark(2);
    boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    try {
      return zipped ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(text.isEmpty() ? "" : " ").append(String.format("%02x", b));
    }
    return text.isEmpty() ? "nothing" : text.toString();
  }

  int[] shape() {
    return shape;
  }

  /** The elements if they are unsigned bytes. */
  Optional<byte[]> bytes() {
    return type == BYTE ? Optional.of(data) : Optional.empty();
  }

  float[] floats() {
    ByteBuffer buffer = ByteBuffer.wrap(data);
    int size = ELEMENT[type - BYTE];
    float[] values = new float[data.length / size];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case BYTE -> data[i] & 0xff;
            case 0x09 -> data[i];
            case 0x0b -> buffer.getShort(i * size);
            case 0x0c -> buffer.getInt(i * size);
            case 0x0d -> buffer.getFloat(i * size);
            default -> (float) buffer.getDouble(i * size);
          };
    }
    return values;
  }
}
