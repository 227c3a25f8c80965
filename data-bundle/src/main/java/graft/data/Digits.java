package graft.data;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.SourceType;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Handwriting-like digits that are drawn, not stored: 28x28 grey pixels 0 … 255 in a column {@code
 * image} (28, 28, 1), the digit in {@code label}. The test examples come from another seed. The
 * same numbers give the same pixels on every machine ({@link DigitPainter} uses strict arithmetic
 * only).
 */
@Component
@SourceType("digits")
@Doc("Generated handwriting-like digits, 28x28, ten classes")
public final class Digits implements DataSource<Digits.Config> {
  /** The seed of the test examples is that of the training examples + this number. */
  private static final long TEST = 1_000_003;

  /** How many examples for training and for testing, and the seed of their strokes. */
  public record Config(
      @Default("10000") @Range(min = 1, max = 1_000_000) @Doc("examples for training") int examples,
      @Default("2000") @Range(min = 1, max = 1_000_000) @Doc("unseen examples") int test,
      @Default("1") @Doc("seed of the strokes") long seed) {}

  @Override
  public Dataset open(Config config) {
    return paint(config.seed(), config.examples());
  }

  @Override
  public Optional<Dataset> openTest(Config config) {
    return Optional.of(paint(config.seed() + TEST, config.test()));
  }

  private static Dataset paint(long seed, int count) {
    byte[] pixels = new byte[Math.multiplyExact(count, DigitPainter.SIZE * DigitPainter.SIZE)];
    int[] labels = new int[count];
    DigitPainter painter = new DigitPainter();
    for (int i = 0; i < count; i++) {
      labels[i] = painter.paint(seed, i, pixels, i * DigitPainter.SIZE * DigitPainter.SIZE);
    }
    return new ByteImages(pixels, DigitPainter.SIZE, DigitPainter.SIZE, 1, labels, 10);
  }
}
