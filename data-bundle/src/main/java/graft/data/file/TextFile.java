package graft.data.file;

import graft.api.ConfigException;
import graft.api.DataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A text in some encoding. Bytes that are none in it are an error that names the line, never a
 * replacement character; a byte order mark is passed over.
 *
 * @param file its path, as messages name it
 */
public record TextFile(String file, Charset charset) {
  private static final int BUFFER = 1 << 14;
  private static final char MARK = '\ufeff';

  /**
   * A file to be read in an encoding.
   *
   * @param encoding a charset's name, such as {@code utf-8}
   * @throws ConfigException if there is no such encoding
   */
  public static TextFile of(String file, String encoding) {
    return new TextFile(file, charset(encoding));
  }

  /** The charset of a name. */
  public static Charset charset(String encoding) {
    try {
      return Charset.forName(encoding);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "encoding",
          "expected the name of an encoding, got '" + encoding + "'",
          "such as utf-8, windows-1252, iso-8859-1, utf-16");
    }
  }

  /**
   * Opens it; what its reader throws is explained by {@link #fault}.
   *
   * @throws DataException if there is no such file
   */
  public BufferedReader open() {
    try {
      InputStream in = Files.newInputStream(Path.of(file));
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, decoder()), BUFFER);
      try {
        reader.mark(1);
        if (reader.read() != MARK) {
          reader.reset();
        }
        return reader;
      } catch (IOException e) {
        reader.close();
        throw e;
      }
    } catch (IOException e) {
      throw fault(e);
    }
  }

  private CharsetDecoder decoder() {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** What a failure to read means, with the line where bytes are malformed. */
  public DataException fault(IOException e) {
    if (e instanceof CharacterCodingException) {
      return malformed();
    }
    return unreadable(file, e);
  }

  /** What a failure to read any file means. */
  public static DataException unreadable(String file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new DataException(file, "there is no such file", "");
    }
    if (Files.isDirectory(Path.of(file))) {
      return new DataException(file, "it is a folder, expected a file", "");
    }
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return new DataException(file, "cannot be read: " + reason, "");
  }

  /** Reads once more, up to the malformed bytes, to count the lines before them. */
  private DataException malformed() {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      CharsetDecoder decoder = decoder();
      ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
      CharBuffer chars = CharBuffer.allocate(BUFFER);
      long line = 1;
      boolean end = false;
      byte[] first = new byte[0];
      while (true) {
        CoderResult result = decoder.decode(bytes, chars, end);
        line += chars.flip().chars().filter(c -> c == '\n').count();
        chars.clear();
        if (result.isError()) {
          String what = String.format("%02x", bytes.get(bytes.position()));
          return new DataException(
              file + " line " + line,
              "byte " + what + " is no " + charset.name().toLowerCase(java.util.Locale.ROOT),
              hint(first));
        }
        if (result.isUnderflow()) {
          if (end) {
            return new DataException(file, "it changed while it was read", "");
          }
          bytes.compact();
          int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
          bytes.position(bytes.position() + Math.max(count, 0)).flip();
          first = first.length == 0 && count > 1 ? copy(bytes, 2) : first;
          end = count < 0;
        }
      }
    } catch (IOException e) {
      return unreadable(file, e);
    }
  }

  private static byte[] copy(ByteBuffer bytes, int count) {
    byte[] copy = new byte[count];
    bytes.duplicate().get(copy);
    return copy;
  }

  private String hint(byte[] first) {
    boolean wide = first.length == 2 && (first[0] & 0xff) + (first[1] & 0xff) == 0xff + 0xfe;
    if (wide && (first[0] & 0xff) >= 0xfe) {
      return "it begins like utf-16: say encoding=utf-16";
    }
    return charset.equals(StandardCharsets.UTF_8)
        ? "is it windows-1252 or iso-8859-1? say encoding=windows-1252"
        : "say encoding=…, such as utf-8, windows-1252, iso-8859-1, utf-16";
  }
}
