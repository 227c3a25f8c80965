package graft.data.image;

import graft.api.DataException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Images from the bytes of PNG, JPEG, GIF, BMP, whatever ImageIO knows. Before it decodes, what a
 * header claims is held against the number of bytes: ImageIO takes memory for it first.
 */
final class ImageCode {
  /** No format here packs more pixels into a byte: deflated 1-bit PNG, 8 · 1032. */
  private static final long PIXELS_PER_BYTE = 8_256;

  private static final long PNG = 0x89504e470d0a1a0aL;

  private ImageCode() {}

  /** Height and width. */
  record Size(int height, int width) {
    @Override
    public String toString() {
      return height + "x" + width;
    }
  }

  private interface Body<R> {
    R of(ImageReader reader) throws IOException;
  }

  /** An image's size by its header. */
  static Size size(byte[] bytes, String place) {
    return with(bytes, place, reader -> size(reader, bytes.length, place));
  }

  /**
   * The pixels as 0xRRGGBB, row after row; the alpha channel is dropped.
   *
   * @throws DataException if they cannot be decoded
   */
  static Pixels decode(byte[] bytes, String place) {
    return with(
        bytes,
        place,
        reader -> {
          size(reader, bytes.length, place);
          BufferedImage image = reader.read(0);
          return new Pixels(
              new Size(image.getHeight(), image.getWidth()), rgb(image), isGrey(image));
        });
  }

  /** A decoded image. */
  static final class Pixels {
    final Size size;
    final int[] rgb;
    final boolean grey;

    Pixels(Size size, int[] rgb, boolean grey) {
      this.size = size;
      this.rgb = rgb;
      this.grey = grey;
    }
  }

  private static <R> R with(byte[] bytes, String place, Body<R> body) {
    String reason;
    try {
      requireWholeChunks(bytes);
      try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
          throw new DataException(place, "it is no image", "PNG, JPEG, GIF and BMP are read");
        }
        ImageReader reader = readers.next();
        try {
          reader.setInput(in, true, true);
          return body.of(reader);
        } finally {
          reader.dispose();
        }
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // ImageIO's readers throw what they happen to
      reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
    throw new DataException(place, "the image is damaged: " + reason, "");
  }

  private static Size size(ImageReader reader, int bytes, String place) throws IOException {
    Size size = new Size(reader.getHeight(0), reader.getWidth(0));
    long pixels = (long) size.height() * size.width();
    if (pixels <= 0 || pixels > PIXELS_PER_BYTE * bytes || pixels > Integer.MAX_VALUE / 4) {
      throw new DataException(
          place, "its header says " + size + " pixels, and it has only " + bytes + " bytes", "");
    }
    return size;
  }

  /** ImageIO's PNG reader takes as much memory as a chunk says that it has. */
  private static void requireWholeChunks(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length < 8 || buffer.getLong() != PNG) {
      return;
    }
    while (buffer.remaining() >= 12) {
      int length = buffer.getInt();
      if (length < 0 || length > buffer.remaining() - 8) {
        throw new IOException(
            "a chunk of " + (length & 0xffffffffL) + " bytes, which are not there");
      }
      buffer.position(buffer.position() + length + 8);
    }
  }

  private static boolean isGrey(BufferedImage image) {
    return image.getRaster().getNumBands() == 1 && image.getColorModel().getNumComponents() == 1;
  }

  private static int[] rgb(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    int[] rgb = new int[height * width];
    if (isGrey(image)) {
      // Not getRGB, which takes grey as linear light and brightens it.
      Raster raster = image.getRaster();
      int shift = Math.max(0, image.getColorModel().getComponentSize(0) - 8);
      int most = (1 << Math.min(8, image.getColorModel().getComponentSize(0))) - 1;
      raster.getSamples(0, 0, width, height, 0, rgb);
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (rgb[i] >> shift) * 255 / most * 0x10101;
      }
    } else if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && image.getRaster().getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getData().length == 3 * rgb.length) {
      byte[] bgr = buffer.getData();
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (bgr[3 * i + 2] & 0xff) << 16 | (bgr[3 * i + 1] & 0xff) << 8 | (bgr[3 * i] & 0xff);
      }
    } else {
      image.getRGB(0, 0, width, height, rgb, 0, width);
    }
    return rgb;
  }
}
