package graft.core.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.run.Result;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  @TempDir private Path folder;

  /** The data of the records of the only file of a folder, their checksums being right. */
  private static List<byte[]> records(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      ByteBuffer bytes =
          ByteBuffer.wrap(Files.readAllBytes(files.sorted().reduce((a, b) -> b).orElseThrow()))
              .order(ByteOrder.LITTLE_ENDIAN);
      List<byte[]> records = new ArrayList<>();
      while (bytes.hasRemaining()) {
        int start = bytes.position();
        byte[] data = new byte[(int) bytes.getLong()];
        assertEquals(masked(bytes.array(), start, 8), bytes.getInt());
        bytes.get(data);
        assertEquals(masked(data, 0, data.length), bytes.getInt());
        records.add(data);
      }
      return records;
    }
  }

  /** As TensorFlow's crc32c.h: ((crc >> 15) | (crc << 17)) + 0xa282ead8. */
  private static int masked(byte[] bytes, int offset, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, offset, length);
    long crc = checksum.getValue();
    return (int) ((crc >> 15 | crc << 17) + 0xa282ead8L);
  }

  /** Without the time, which is the first field: a tag byte and eight more. */
  private static String withoutTime(byte[] record) {
    assertEquals(0x09, record[0]);
    return HexFormat.of().formatHex(record, 9, record.length);
  }

  @Test
  void eventsAreThoseOfTensorFlowsProtocol() throws Exception {
    new EventFile(folder, 3).scalars(300, Map.of("loss", 0.5));

    List<byte[]> records = records(folder);
    // Encoded by hand from event.proto and summary.proto: step is field 2, file_version 3,
    // session_log 7 {status 1 = START 1}, summary 5 {value 1 {tag 1, simple_value 2}}.
    assertEquals(
        "1000"
            + "1a0d"
            + HexFormat.of().formatHex("brain.Event:2".getBytes(StandardCharsets.UTF_8)),
        withoutTime(records.get(0)));
    assertEquals("1003" + "3a020801", withoutTime(records.get(1)));
    assertEquals(
        "10ac02" + "2a0d" + "0a0b" + "0a046c6f7373" + "150000003f", withoutTime(records.get(2)));
    double seconds =
        ByteBuffer.wrap(records.get(2), 1, 8).order(ByteOrder.LITTLE_ENDIAN).getDouble();
    assertEquals(System.currentTimeMillis() / 1e3, seconds, 60);
  }

  /** The check value of the CRC catalogue for CRC-32/ISCSI. */
  @Test
  void theChecksumIsThatOfTheCatalogue() {
    byte[] text = "123456789".getBytes(StandardCharsets.US_ASCII);
    long crc = 0xe3069283L;
    assertEquals((int) ((crc >> 15 | crc << 17) + 0xa282ead8L), masked(text, 0, text.length));
  }

  @Test
  void aRunHasTwoSeriesAndAResumedOneBeginsANewFile() throws Exception {
    Result result = new Result(0.5, Map.of("accuracy", 0.75), 10);
    try (RunFolder run = RunFolder.create(Optional.of(folder.resolve("run")))) {
      run.metrics(1, 10, 1, result, Optional.of(result));
      run.metrics(2, 20, 1, result, Optional.of(result));
    }
    Path training = folder.resolve("run/events/training");
    assertEquals(4, records(training).size());
    assertEquals(4, records(folder.resolve("run/events/validation")).size());

    Files.writeString(folder.resolve("run/run.json"), "{}");
    try (RunFolder run = RunFolder.resume(folder.resolve("run"))) {
      run.metricsUpTo(10);
      run.metrics(2, 20, 1, result, Optional.empty());
    }
    try (var files = Files.list(training)) {
      assertEquals(2, files.count());
    }
    assertArrayEquals(HexFormat.of().parseHex("100b3a020801"), tail(records(training).get(1)));
  }

  private static byte[] tail(byte[] record) {
    return HexFormat.of().parseHex(withoutTime(record));
  }
}
