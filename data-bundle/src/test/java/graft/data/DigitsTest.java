package graft.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.data.Batch;
import graft.api.data.Dataset;
import graft.api.data.Row;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DigitsTest {
  /**
   * Of the pixels of all 10,000 training and 2,000 test digits, taken when they were made, before
   * any model was tuned on them: whoever changes the painter makes other data.
   */
  private static final String SHA256 =
      "86e507f847effbcd5566a81913a35c312c16d9652ec7ac05d599a74417aa2116";

  @Test
  void pixelsArePinned() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    DigitPainter painter = new DigitPainter();
    byte[] image = new byte[28 * 28];
    for (int i = 0; i < 12_000; i++) {
      boolean test = i >= 10_000;
      painter.paint(test ? 1_000_004 : 1, test ? i - 10_000 : i, image, 0);
      digest.update(image);
    }
    assertEquals(SHA256, HexFormat.of().formatHex(digest.digest()));
  }

  @Test
  void allClassesAreAboutEquallyFrequent() {
    int[] counts = new int[10];
    DigitPainter painter = new DigitPainter();
    byte[] image = new byte[28 * 28];
    for (int i = 0; i < 5_000; i++) {
      counts[painter.paint(1, i, image, 0)]++;
    }
    for (int count : counts) {
      // 500 expected, standard deviation √(5000 · 0.1 · 0.9) = 21; five of them.
      assertTrue(Math.abs(count - 500) < 105, "a class has " + count);
    }
  }

  @Test
  void testDigitsAreOthersThanTrainingDigits() {
    Digits.Config config = new Digits.Config(3, 3, 1);
    try (Dataset train = new Digits().open(config);
        Dataset test = new Digits().openTest(config).orElseThrow()) {
      assertEquals(3, train.size());
      assertNotEquals(sum(train, 0), sum(test, 0));
    }
  }

  private static double sum(Dataset data, int example) {
    Batch batch = new Batch(data.schema(), 1);
    Row row = batch.row();
    data.read(example, row.at(0));
    double sum = 0;
    for (float pixel : (float[]) batch.array(0)) {
      sum += pixel;
    }
    return sum;
  }
}
