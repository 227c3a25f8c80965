package graft.core.state;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Scalars for TensorBoard, in a file of its event format: records of TensorFlow's TFRecord (length,
 * its checksum, data, its checksum; the checksums are CRC-32C, rotated right by 15 bits plus
 * 0xa282ead8) whose data is the protocol buffer {@code tensorflow.Event}. Each scalar is a {@code
 * Summary.Value} with {@code simple_value}.
 *
 * <p>A session that goes on from a checkpoint begins a file of its own with a {@code
 * SessionLog.START}: TensorBoard then drops what earlier files have of later steps.
 */
final class EventFile {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final Path file;

  /**
   * A new file in a folder, which is made.
   *
   * @param step where the session begins
   */
  EventFile(Path folder, long step) throws IOException {
    Files.createDirectories(folder);
    Path free;
    int number = 0;
    do {
      // TensorBoard reads the files of a folder in the order of their names.
      free =
          folder.resolve(
              String.format(
                  "events.out.tfevents.%010d.%d.graft",
                  System.currentTimeMillis() / 1_000, number++));
    } while (Files.exists(free));
    file = free;
    append(event(0).string(3, "brain.Event:2"));
    append(event(step).message(7, new Proto().varint(1, 1)));
  }

  /** Appends scalars of a step. */
  void scalars(long step, Map<String, Double> values) throws IOException {
    Proto summary = new Proto();
    values.forEach(
        (tag, value) ->
            summary.message(1, new Proto().string(1, tag).fixed32(2, value.floatValue())));
    append(event(step).message(5, summary));
  }

  private static Proto event(long step) {
    return new Proto().fixed64(1, System.currentTimeMillis() / 1e3).varint(2, step);
  }

  private void append(Proto event) throws IOException {
    byte[] data = event.bytes.toByteArray();
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + data.length + 2 * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(data.length);
    record.putInt(masked(record.array(), 0, Long.BYTES)).put(data);
    record.putInt(masked(data, 0, data.length));
    Files.write(file, record.array(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static int masked(byte[] bytes, int offset, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, offset, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
  }

  /** A protocol buffer's message, field after field. */
  private static final class Proto {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private void number(long value) {
      for (long rest = value; ; rest >>>= 7) {
        if ((rest & ~0x7fL) == 0) {
          bytes.write((int) rest);
          return;
        }
        bytes.write((int) ((rest & 0x7f) | 0x80));
      }
    }

    private Proto field(int field, int wire) {
      number(((long) field << 3) | wire);
      return this;
    }

    private Proto little(long value, int count) {
      for (int i = 0; i < count; i++) {
        bytes.write((int) (value >>> (8 * i)));
      }
      return this;
    }

    Proto varint(int field, long value) {
      field(field, VARINT).number(value);
      return this;
    }

    Proto fixed64(int field, double value) {
      return field(field, FIXED64).little(Double.doubleToRawLongBits(value), Long.BYTES);
    }

    Proto fixed32(int field, float value) {
      return field(field, FIXED32).little(Float.floatToRawIntBits(value), Integer.BYTES);
    }

    Proto string(int field, String value) {
      return block(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Proto message(int field, Proto value) {
      return block(field, value.bytes.toByteArray());
    }

    private Proto block(int field, byte[] data) {
      field(field, LENGTH).number(data.length);
      bytes.writeBytes(data);
      return this;
    }
  }
}
