package graft.shell;

import graft.api.DType;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.NdArray;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.api.run.Predictor;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** PNG and JPEG files as examples of a run whose own source reads no such files. */
final class ImageInput {
  private static final long MOST_PIXELS = 100_000_000;

  /** So many examples of the training data show the range of their values. */
  private static final int LOOKED_AT = 100;

  private final Session session;
  private final Predictor predictor;
  private @Nullable Range range;

  ImageInput(Session session, Predictor predictor) {
    this.session = session;
    this.predictor = predictor;
  }

  /**
   * The image in grey or colour as the run has it, scaled to its size.
   *
   * @throws DataException if it is no image, or the run takes none
   */
  Dataset open(String file) {
    Schema schema = predictor.schema();
    Column column = schema.columns().get(0);
    boolean fits =
        schema.columns().size() == 1
            && column.dtype() == DType.F32
            && column.shape().size() == 3
            && (column.shape().get(2) == 1 || column.shape().get(2) == 3);
    if (!fits) {
      throw new DataException(file, "the run takes no images: its features are " + schema, "");
    }
    int height = column.shape().get(0);
    int width = column.shape().get(1);
    int channels = column.shape().get(2);
    BufferedImage scaled = scaled(read(file), width, height, channels == 1);
    float[] values = new float[height * width * channels];
    scaled.getRaster().getPixels(0, 0, width, height, values);
    float white = white(file, column.name());
    for (int i = 0; i < values.length; i++) {
      values[i] /= 255 / white;
    }
    return new ArrayDataset(schema, List.of(new NdArray(values, 1, height, width, channels)));
  }

  private static BufferedImage scaled(BufferedImage image, int width, int height, boolean isGrey) {
    int type = isGrey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage scaled = new BufferedImage(width, height, type);
    boolean fits = image.getWidth() == width && image.getHeight() == height;
    if (isGrey && fits && image.getType() == type) { // samples of others are no greys
      scaled.setData(image.getRaster()); // as it is, without a colour conversion
    } else {
      Graphics2D graphics = scaled.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      graphics.drawImage(image, 0, 0, width, height, null);
      graphics.dispose();
    }
    return scaled;
  }

  /** What a run's images have for white: 1 or 255, as those that it was trained on show. */
  private float white(String file, String column) {
    Range trained = trained(column);
    if (!trained.fault().isEmpty()) {
      session.err().println("note: " + file + " is taken as 0 … 255: " + trained.fault());
    }
    if (trained.least() < 0 || trained.greatest() > 255) {
      throw new DataException(
          file,
          String.format(
              Locale.ROOT,
              "the run's images have values %s … %s, and an image file has 0 … 255",
              TrainOutput.number(trained.least()),
              TrainOutput.number(trained.greatest())),
          "give it as the run's own source has it: " + predictor.source().type());
    }
    return trained.greatest() > 1 ? 255 : 1;
  }

  /** Read once for all files: the source may be large. */
  private Range trained(String column) {
    Range known = range;
    if (known == null) {
      try {
        known = Range.of(session.graft().lab().read(predictor.source(), LOOKED_AT).get(column));
      } catch (GraftException e) {
        known = new Range(0, 255, String.valueOf(e.getMessage()));
      }
      range = known;
    }
    return known;
  }

  /**
   * The values of images.
   *
   * @param fault why they are not known, or nothing
   */
  private record Range(double least, double greatest, String fault) {
    static Range of(@Nullable NdArray values) {
      return values == null
          ? new Range(0, 255, "")
          : new Range(
              IntStream.range(0, values.size()).mapToDouble(values::get).min().orElse(0),
              IntStream.range(0, values.size()).mapToDouble(values::get).max().orElse(255),
              "");
    }
  }

  private static BufferedImage read(String file) {
    try (var in = ImageIO.createImageInputStream(Path.of(file).toFile())) {
      if (in == null) {
        throw new DataException(file, "there is no such file", "");
      }
      var readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new DataException(file, "it is no PNG or JPEG image", "");
      }
      var reader = readers.next();
      try {
        reader.setInput(in);
        // The header first: a small file may claim a huge picture.
        if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
          throw new DataException(file, "it has more than " + MOST_PIXELS + " pixels", "");
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof GraftException graft) {
        throw graft;
      }
      throw new DataException(file, "it cannot be read as an image: " + e.getMessage(), "");
    }
  }
}
