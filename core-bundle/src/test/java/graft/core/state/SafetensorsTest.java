package graft.core.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DataException;
import graft.api.NdArray;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path folder;

  private Path write(Map<String, NdArray> tensors, Map<String, String> metadata)
      throws IOException {
    Path file = folder.resolve("t.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(out, tensors, metadata);
    }
    return file;
  }

  /** A file with a given header and a number of zero bytes as its data. */
  private Path lie(String header, int data) throws IOException {
    return lie(header.getBytes(StandardCharsets.UTF_8).length, header, data);
  }

  private Path lie(long length, String header, int data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(text);
    return Files.write(folder.resolve("lie.safetensors"), bytes.array());
  }

  private String message(Path file) {
    String message = assertThrows(DataException.class, () -> Safetensors.read(file)).getMessage();
    assertTrue(message.contains(file.toString()), message);
    return message;
  }

  @Test
  void everyTypeComesBackBitForBit() throws IOException {
    float[] floats = {1.5f, -0f, Float.NaN, Float.MIN_VALUE};
    double[] doubles = {Math.PI, Double.NEGATIVE_INFINITY};
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    tensors.put("flag", new NdArray(new boolean[] {true, false, true}, 3));
    tensors.put("a/kernel", new NdArray(floats, 2, 2));
    tensors.put("d", new NdArray(doubles, 2, 1));
    tensors.put("i", new NdArray(new int[] {Integer.MIN_VALUE, 7}, 2));
    tensors.put("step", new NdArray(new long[] {1L << 40}));
    tensors.put("none", new NdArray(new float[0], 0, 3));

    Safetensors.Content back = Safetensors.read(write(tensors, Map.of("format", "graft")));

    assertEquals(Map.of("format", "graft"), back.metadata());
    assertEquals(tensors.keySet(), back.tensors().keySet());
    for (String name : tensors.keySet()) {
      NdArray expected = tensors.get(name);
      NdArray got = back.tensors().get(name);
      assertArrayEquals(expected.shape(), got.shape(), name);
      assertTrue(Arrays.deepEquals(new Object[] {expected.array()}, new Object[] {got.array()}));
    }
  }

  /** Bits from IEEE 754 binary16: 1, −2, 2⁻²⁴ (least subnormal), 65504 (greatest), ∞, NaN, −0. */
  @Test
  void halfPrecisionIsReadAsFloat() throws IOException {
    short[] bits = {0x3c00, (short) 0xc000, 1, 0x7bff, 0x7c00, 0x7e00, (short) 0x8000};
    float[] values = {1, -2, 0x1p-24f, 65504, Float.POSITIVE_INFINITY, Float.NaN, -0f};
    assertArrayEquals(values, half("F16", bits));
    // bfloat16 is the upper half of binary32: 0x3FC0 is 1.5, 0xFF80 −∞.
    short[] brain = {0x3fc0, (short) 0xff80};
    assertArrayEquals(new float[] {1.5f, Float.NEGATIVE_INFINITY}, half("BF16", brain));
  }

  private float[] half(String dtype, short[] bits) throws IOException {
    int bytes = 2 * bits.length;
    Path file =
        lie(
            "{\"x\": {\"dtype\": \"%s\", \"shape\": [%d], \"data_offsets\": [0, %d]}}"
                .formatted(dtype, bits.length, bytes),
            bytes);
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    all.position(all.limit() - bytes);
    all.asShortBuffer().put(bits);
    Files.write(file, all.array());
    return (float[]) Safetensors.read(file).tensors().get("x").array();
  }

  @Test
  void tensorsAboveTheChunkSizeComeBack() throws IOException {
    float[] values = new float[100_003];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    Path file = write(Map.of("x", new NdArray(values, values.length)), Map.of());
    assertArrayEquals(values, (float[]) Safetensors.read(file).tensors().get("x").array());
  }

  @Test
  void theBytesAreThoseOfThePublishedFormat() throws IOException {
    Path file = write(Map.of("x", new NdArray(new float[] {1f}, 1)), Map.of());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong();
    // README "Format": the header begins with {, may end with spaces; 1.0f is 0x3F800000.
    assertEquals('{', bytes.get(8));
    assertEquals(0, header % 8);
    assertEquals(8 + header + 4, bytes.limit());
    assertEquals(0x3F800000, bytes.getInt(8 + header));
  }

  @Test
  void aHeaderLongerThanTheFileIsRefusedBeforeAnythingIsAllocated() throws IOException {
    assertTrue(message(lie(99_000_000, "{}", 0)).contains("states a header of 99000000 bytes"));
    assertTrue(message(lie(-1, "{}", 0)).contains("states a header of 18446744073709551615"));
    assertTrue(message(lie(0, "", 0)).contains("states a header of 0"));
  }

  @Test
  void sizesThatOverflowAreRefused() throws IOException {
    String huge = "[4294967296, 4294967296]"; // 2^64 elements: 0 in a long
    Path file =
        lie("{\"x\": {\"dtype\": \"F32\", \"shape\": " + huge + ", \"data_offsets\": [0, 0]}}", 0);
    assertTrue(message(file).contains("tensor 'x'"), message(file));
    String empty = "[2147483639, 2147483639, 0]"; // no elements, but sizes that no array has
    file =
        lie("{\"x\": {\"dtype\": \"F32\", \"shape\": " + empty + ", \"data_offsets\": [0, 0]}}", 0);
    assertTrue(message(file).contains("more elements than an array can hold"), message(file));
  }

  @Test
  void offsetsOutsideOfTheFileAreRefused() throws IOException {
    Path file = lie("{\"x\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}}", 4);
    assertTrue(message(file).contains("data_offsets"), message(file));
  }

  @Test
  void overlapsAndHolesAreRefused() throws IOException {
    String x = "\"x\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}";
    String y = "\"y\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [%s]}";
    assertTrue(message(lie("{" + x + "," + y.formatted("2, 6") + "}", 6)).contains("expected 4"));
    assertTrue(message(lie("{" + x + "," + y.formatted("8, 12") + "}", 12)).contains("expected 4"));
    assertTrue(message(lie("{" + x + "}", 6)).contains("2 bytes belong to no tensor"));
  }

  @Test
  void nonsenseIsRefusedWithItsPlace() throws IOException {
    assertTrue(message(lie("[1, 2]", 0)).contains("header"));
    assertTrue(message(lie("{\"x\": 1}", 0)).contains("'x'"));
    assertTrue(message(lie("{\"x\"", 0)).contains("header"));
    assertTrue(message(lie("[".repeat(100_000), 0)).contains("header"));
    String f8 = "{\"x\": {\"dtype\": \"F8_E4M3\", \"shape\": [2], \"data_offsets\": [0, 2]}}";
    assertTrue(message(lie(f8, 2)).contains("F16, BF16 expected, got F8_E4M3"));
    String negative = "{\"x\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 4]}}";
    assertTrue(message(lie(negative, 4)).contains("shape"));
    assertTrue(message(lie("{\"x\": {\"dtype\": \"F32\"}}", 0)).contains("shape"));
  }

  @Test
  void aFileCutOffAnywhereIsRefused() throws IOException {
    Path file = write(Map.of("x", new NdArray(new float[] {1, 2, 3}, 3)), Map.of());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(DataException.class, () -> Safetensors.read(file), "at " + length);
    }
  }

  @Test
  void aMissingFileIsNamed() {
    assertTrue(message(folder.resolve("none.safetensors")).contains("no such file"));
  }
}
