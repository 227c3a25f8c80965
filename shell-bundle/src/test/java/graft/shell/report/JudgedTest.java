package graft.shell.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.NdArray;
import graft.api.data.ArrayDataset;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.run.Held;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class JudgedTest {
  private static final List<String> NONE = List.of();

  private static Held held(NdArray target, NdArray output) {
    return new Held(
        target.shape()[0],
        new ArrayDataset(new Schema(List.of()), List.of()),
        Map.of("y", target),
        Map.of("out", output),
        () -> {});
  }

  private static Judged judged(
      NdArray target, NdArray output, List<String> names, boolean logits, boolean binary) {
    return Judged.of(held(target, output), names, logits, binary).orElseThrow();
  }

  /** Logits ln 1, ln 3: probabilities 1/4 and 3/4. */
  @Test
  void logitsBecomeCrossEntropies() {
    float[] logits = {0, (float) Math.log(3), 0, (float) Math.log(3)};
    Judged judged =
        judged(
            new NdArray(new int[] {0, 1}, 2), new NdArray(logits, 2, 2), List.of("a"), true, false);
    assertArrayEquals(new double[] {Math.log(4), Math.log(4 / 3.0)}, judged.loss(), 1e-6);
    assertEquals("a", judged.truth(0));
    assertEquals("1", judged.said(0)); // a class without a name is its number
    assertArrayEquals(new long[][] {{0, 1}, {0, 1}}, judged.confusion());
    assertEquals(List.of(List.of("a", "1", 1L)), judged.mistakes(9));
    assertEquals(List.of(0), judged.worst(1));
  }

  @Test
  void oneOutputMayBeTwoClasses() {
    NdArray p = new NdArray(new float[] {0.9f, 0.2f}, 2, 1);
    Judged judged = judged(new NdArray(new float[] {1, 1}, 2), p, NONE, false, true);
    assertTrue(judged.isClassification());
    assertArrayEquals(new double[] {-Math.log(0.9), -Math.log(0.2)}, judged.loss(), 1e-6);
    assertEquals("0", judged.said(1));
  }

  @Test
  void vectorsOfOneAndZerosAreClasses() {
    NdArray target = new NdArray(new float[] {0, 1}, 1, 2);
    NdArray output = new NdArray(new float[] {0.5f, 0.5f}, 1, 2);
    assertEquals("b", judged(target, output, List.of("a", "b"), false, false).truth(0));
  }

  @Test
  void numbersHaveSquaredErrors() {
    NdArray target = new NdArray(new float[] {1, 5}, 2);
    Judged judged = judged(target, new NdArray(new float[] {1.5f, 2}, 2, 1), NONE, false, false);
    assertFalse(judged.isClassification());
    assertArrayEquals(new double[] {0.25, 9}, judged.loss(), 1e-12);
  }

  @Test
  void sequencesAreNotJudged() {
    NdArray target = NdArray.zeros(DType.I32, 1, 3);
    NdArray output = NdArray.zeros(DType.F32, 1, 3, 5);
    assertEquals(Optional.empty(), Judged.of(held(target, output), NONE, true, false));
  }

  @Test
  void picturesAreScaledByTheirValues() throws IOException {
    Column column = new Column("x", Column.Role.FEATURE, DType.F32, List.of(2, 2, 1), List.of());
    Row row = new Batch(new Schema(List.of(column)), 1).row();
    assertEquals(List.of(0, 255, 51, 0), greys(row, column, 0, 1, 0.2, 0)); // 0 … 1
    assertEquals(List.of(0, 255, 51, 2), greys(row, column, 0, 255, 51, 2)); // 0 … 255
    assertEquals(List.of(0, 255, 128, 128), greys(row, column, -2, 2, 0, 0)); // stretched
  }

  private static List<Integer> greys(Row row, Column column, double... values) throws IOException {
    for (int i = 0; i < values.length; i++) {
      row.set(0, i, values[i]);
    }
    String uri = Picture.uri(row, 0, column.shape());
    assertTrue(uri.startsWith("data:image/png;base64,"), uri);
    byte[] bytes = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    return List.of(
        image.getRGB(0, 0) & 0xff,
        image.getRGB(1, 0) & 0xff,
        image.getRGB(0, 1) & 0xff,
        image.getRGB(1, 1) & 0xff);
  }
}
