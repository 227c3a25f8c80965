package graft.data.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.DataException;
import graft.api.data.Dataset;
import graft.data.Mutations;
import graft.data.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  /** NumPy 2.4.6: np.save of [[1.5, -2, 2^-10], [65504, 2^-24, 7]] as >f2 in Fortran order. */
  private static final String HALF =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPmYyJywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAo"
          + "MiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgIAo+AHv/wAAAARQARwA=";

  /** NumPy 2.4.6: [3, 1] as <i8, format version 3. */
  private static final String LONGS =
      "k05VTVBZAwB0AAAAeydkZXNjcic6ICc8aTgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUn"
          + "OiAoMiwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgIAoDAAAAAAAAAAEAAAAAAAAA";

  /** NumPy 2.4.6: an array of Python objects. */
  private static final String OBJECTS =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnfE8nLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAo"
          + "MiwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgIAqABJWQAAAAAAAAAIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJST"
          + "lIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwKFlGgDjAVkdHlwZZSTlIwCTziUiYiH"
          + "lFKUKEsDjAF8lE5OTkr/////Sv////9LP3SUYoldlCiMAWGUfZRldJRiLg==";

  /**
   * NumPy 2.4.6, np.savez_compressed: x_train = arange(12) as u1 (3, 2, 2), y_train = [0, 2, 1],
   * x_test = [[[9, 8], [7, 6]]], y_test = [1].
   */
  private static final String ARCHIVE =
      "UEsDBC0AAAAIAAAAIQCaCbEc//////////8LABQAeF90cmFpbi5ucHkBABAAjAAAAAAAAABUAAAAAAAA"
          + "AJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6"
          + "CkZApKmjUKtAHuBiYGRiZmFlY+fg5OIGAFBLAwQtAAAACAAAACEA5vNVTf//////////CwAUAHlfdHJh"
          + "aW4ubnB5AQAQAJgAAAAAAAAATAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKU"
          + "mBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOpo6CrUKFAAuBihggtKMUBoAUEsDBC0AAAAIAAAAIQCHrrIV"
          + "//////////8KABQAeF90ZXN0Lm5weQEAEACEAAAAAAAAAEwAAAAAAAAAm+wX6hsQychQxlCtnpJanFyk"
          + "bqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkahjoKRkCkqaNQq0Ae4OLkYGcDAFBL"
          + "AwQtAAAACAAAACEAPpoUXv//////////CgAUAHlfdGVzdC5ucHkBABAAiAAAAAAAAABIAAAAAAAAAJvs"
          + "F+obEMnIUMZQrZ6SWpxcpG6loG6TaaGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6mjoK"
          + "tQoUAC5GBggAAFBLAQItAy0AAAAIAAAAIQCaCbEcVAAAAIwAAAALAAAAAAAAAAAAAACAAQAAAAB4X3Ry"
          + "YWluLm5weVBLAQItAy0AAAAIAAAAIQDm81VNTAAAAJgAAAALAAAAAAAAAAAAAACAAZEAAAB5X3RyYWlu"
          + "Lm5weVBLAQItAy0AAAAIAAAAIQCHrrIVTAAAAIQAAAAKAAAAAAAAAAAAAACAARoBAAB4X3Rlc3QubnB5"
          + "UEsBAi0DLQAAAAgAAAAhAD6aFF5IAAAAiAAAAAoAAAAAAAAAAAAAAIABogEAAHlfdGVzdC5ucHlQSwUG"
          + "AAAAAAQABADiAAAAJgIAAAAA";

  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

  @TempDir Path folder;

  private String file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  private String file(String name, String base64) throws IOException {
    return file(name, Base64.getDecoder().decode(base64));
  }

  /** An array file of version 1 with 8 bytes of data. */
  private static byte[] npy(String descr, String shape, ByteOrder order, int... data) {
    String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + "}\n";
    ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + 4 * data.length);
    bytes.put((byte) 0x93).put("NUMPY\1\0".getBytes(StandardCharsets.US_ASCII));
    bytes.order(ByteOrder.LITTLE_ENDIAN).putShort((short) header.length());
    bytes.put(header.getBytes(StandardCharsets.US_ASCII)).order(order);
    for (int value : data) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static Npy.Config npy(String x, String y) {
    return new Npy.Config(x, Optional.ofNullable(y), Npz.Type.F32);
  }

  private static Npz.Config npz(String file) {
    return new Npz.Config(file, Optional.empty(), Optional.empty(), Npz.Type.F32);
  }

  private static void fails(Executable body, String... parts) {
    DataException e = assertThrows(DataException.class, body);
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void halfFloatsInFortranOrderAndClassesAreRead() throws IOException {
    Npy.Config config = npy(file("x.npy", HALF), file("y.npy", LONGS));
    try (Dataset data = new Npy().open(config)) {
      float[] expected = {1.5f, -2, 0x1p-10f, 65504, 0x1p-24f, 7};
      assertArrayEquals(expected, (float[]) Rows.of(data).array(0));
      assertArrayEquals(new int[] {3, 1}, (int[]) Rows.of(data).array(1));
      assertEquals(4, data.schema().columns().get(1).classes().size());
    }
  }

  @Test
  void eachTypeAndByteOrderIsRead() throws IOException {
    ByteOrder big = ByteOrder.BIG_ENDIAN;
    reads(npy("<i4", "(1, 2)", LITTLE, -2, 3), -2, 3);
    reads(npy(">i4", "(1, 2)", big, -2, 3), -2, 3);
    reads(npy("<u4", "(1, 1)", LITTLE, -1), 4294967295f);
    reads(npy(">f4", "(1, 1)", big, Float.floatToIntBits(2.5f)), 2.5f);
    reads(npy("<f8", "(1, 1)", LITTLE, 0, 0x3ff80000), 1.5f); // 1.5 is 3ff8 0000 0000 0000
    reads(npy("<u2", "(1, 2)", LITTLE, 0x0001ffff), 65535, 1);
    reads(npy("<i2", "(1, 2)", LITTLE, 0x0001ffff), -1, 1);
    reads(npy("|i1", "(1, 4)", LITTLE, 0x010002ff), -1, 2, 0, 1);
    reads(npy("|b1", "(1, 4)", LITTLE, 0x01000101), 1, 1, 0, 1);
    reads(npy("<i8", "(1, 1)", LITTLE, 7, 0), 7);
  }

  private void reads(byte[] bytes, float... expected) throws IOException {
    try (Dataset data = new Npy().open(npy(file("t.npy", bytes), null))) {
      assertArrayEquals(expected, (float[]) Rows.of(data).array(0));
    }
  }

  @Test
  void numbersOfWordsCanBeIntegers() throws IOException {
    byte[] words = npy("<i4", "(1, 2)", LITTLE, 5, 6);
    var config = new Npy.Config(file("w.npy", words), Optional.empty(), Npz.Type.I32);
    try (Dataset data = new Npy().open(config)) {
      assertEquals(DType.I32, data.schema().columns().get(0).dtype());
    }
  }

  @Test
  void archiveHasTrainingAndTestArrays() throws IOException {
    Npz.Config config = npz(file("a.npz", ARCHIVE));
    try (Dataset data = new Npz().open(config);
        Dataset test = new Npz().openTest(config).orElseThrow()) {
      assertEquals(List.of(2, 2, 1), data.schema().columns().get(0).shape());
      assertEquals(List.of("0", "1", "2"), data.schema().columns().get(1).classes());
      assertEquals(data.schema(), test.schema());
      assertArrayEquals(new float[] {9, 8, 7, 6}, (float[]) Rows.of(test).array(0));
    }
    var none = new Npz.Config(config.file(), Optional.of("z"), Optional.empty(), Npz.Type.F32);
    fails(() -> new Npz().open(none), "a.npz: there is no array 'z'", "x_train");
  }

  /** Floats (n, time, features) are no images; bytes (n, height, width) are grey ones. */
  @Test
  void onlyBytesOfTwoAxesGetAnAxisOfChannels() throws IOException {
    assertEquals("features f32 [2, 1]", column(npy("<f4", "(1, 2, 1)", LITTLE, 1, 2)));
    assertEquals("features f32 [2, 1]", column(npy("<i4", "(1, 2, 1)", LITTLE, 1, 2)));
    assertEquals("image f32 [2, 2, 1]", column(npy("|u1", "(1, 2, 2)", LITTLE, 0x01020304)));
    assertEquals("image f32 [1, 1, 2]", column(npy("<f4", "(1, 1, 1, 2)", LITTLE, 1, 2)));
    assertEquals("features f32 [4]", column(npy("|u1", "(1, 4)", LITTLE, 0x01020304)));
  }

  private String column(byte[] bytes) throws IOException {
    try (Dataset data = new Npy().open(npy(file("c.npy", bytes), null))) {
      return data.schema().columns().get(0).toString();
    }
  }

  @Test
  void floatsArePredictedByAModelOfGreyBytes() throws IOException {
    byte[] bytes = npy("|u1", "(1, 2, 2)", LITTLE, 0x01020304);
    byte[] floats = npy("<f4", "(1, 2, 2)", LITTLE, Float.floatToIntBits(0.5f), 0, 0, 0);
    try (Dataset trained = new Npy().open(npy(file("b.npy", bytes), null));
        Dataset other = new Npy().open(npy(file("f.npy", floats), null), trained.schema())) {
      assertEquals(trained.schema(), other.schema());
      assertArrayEquals(new float[] {0.5f, 0, 0, 0}, (float[]) Rows.of(other).array(0));
    }
  }

  @Test
  void messagesNameTheFileAndWhatIsWrong() throws IOException {
    fails(() -> new Npy().open(npy(file("o.npy", OBJECTS), null)), "o.npy", "pickle is not read");
    byte[] lying = npy("<f4", "(2000000, 100)", LITTLE, 1);
    fails(
        () -> new Npy().open(npy(file("l.npy", lying), null)),
        "l.npy: shape [2000000, 100] needs more bytes than the file can have");
    byte[] text = npy("<U1", "(1,)", LITTLE, 'a');
    fails(() -> new Npy().open(npy(file("u.npy", text), null)), "elements are <U1", "f2 f4 f8");
    byte[] three = npy("<i4", "(3,)", LITTLE, 1, 2, 3);
    Npy.Config unequal = npy(file("x.npy", HALF), file("y.npy", three));
    fails(() -> new Npy().open(unequal), "y.npy", "expected 2 labels");
    fails(() -> new Npz().open(npz(file("z.npz", HALF))), "z.npz: not an archive of arrays");
    fails(() -> new Npz().open(npz("no-such.npz")), "no-such.npz: there is no such file");
    fails(() -> new Npy().open(npy("no-such.npy", null)), "no-such.npy: there is no such file");
  }

  @Test
  void classOutsideThoseOfTrainingIsRefused() throws IOException {
    Npy.Config config = npy(file("x.npy", HALF), file("y.npy", LONGS));
    try (Dataset data = new Npy().open(config)) {
      byte[] more = npy("<i4", "(2,)", LITTLE, 0, 4);
      Npy.Config other = npy(config.x(), file("z.npy", more));
      fails(
          () -> new Npy().open(other, data.schema()),
          "a label is 4, the training data had 4 classes");
    }
  }

  @Test
  void mutatedArraysGiveDataOrOneMessage() throws IOException {
    String file = file("m.npy", HALF);
    Mutations.survive(Path.of(file), () -> new Npy().open(npy(file, null)));
  }

  @Test
  void mutatedArchivesGiveDataOrOneMessage() throws IOException {
    String file = file("m.npz", ARCHIVE);
    Mutations.survive(Path.of(file), () -> new Npz().open(npz(file)));
  }
}
