package graft.data.file;

import graft.api.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A tar archive, read by an index of its files' places. A compressed one is unpacked to a temporary
 * file first, since gzip can only be read from the beginning.
 *
 * <p>Own code of the format: what is needed of it is small, against a megabyte of Commons Compress.
 * Known are ustar, pax ({@code path}, {@code size}) and GNU's long names; links and devices are
 * passed over. Every size is checked against the length of the file. Format: POSIX.1-2017, pax.
 */
final class Tar implements FileTree {
  private static final int BLOCK = 512;
  private static final int MOST_EXTRA = 1 << 20;

  private record Entry(long offset, int size) {}

  private final String root;
  private final FileChannel channel;
  private final Map<String, Entry> entries = new TreeMap<>();

  private Tar(String root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  static Tar open(String file, boolean zipped) {
    try {
      FileChannel channel =
          zipped ? unpacked(file) : FileChannel.open(Path.of(file), StandardOpenOption.READ);
      Tar tar = new Tar(file, channel);
      try {
        tar.index();
        return tar;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }

  private static FileChannel unpacked(String file) throws IOException {
    Path temporary = Files.createTempFile("graft", ".tar");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of(file)), 1 << 16)) {
      Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
      return FileChannel.open(
          temporary, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private void index() throws IOException {
    long length = channel.size();
    long at = 0;
    @Nullable String longName = null;
    @Nullable Long longSize = null;
    while (at + BLOCK <= length) {
      byte[] head = bytes(at, BLOCK);
      if (isZero(head)) {
        break;
      }
      requireChecksum(head, at);
      char type = (char) head[156];
      long size = longSize != null && type != 'x' ? longSize : number(head, 124, 12, at);
      String name = longName != null ? longName : name(head);
      at += BLOCK;
      if (size < 0 || size > length - at) {
        throw damaged(
            at, "'" + name + "' should have " + size + " bytes, left are " + (length - at));
      }
      if (type == 'x') {
        Map<String, String> extra = pax(extra(at, size), at);
        longName = extra.get("path");
        longSize = extra.containsKey("size") ? size(extra.get("size"), at) : null;
      } else if (type == 'L') {
        longName = text(extra(at, size), 0, (int) size);
      } else if (type != 'g') {
        add(name, type, at, size);
        longName = null;
        longSize = null;
      }
      at += (size + BLOCK - 1) / BLOCK * BLOCK;
    }
    if (entries.isEmpty()) {
      throw new DataException(root, "there is no file in this archive", "");
    }
  }

  private void add(String written, char type, long offset, long size) {
    String name = written.startsWith("./") ? written.substring(2) : written;
    boolean file = type == '0' || type == 0 || type == '7';
    if (file && !name.isEmpty() && !name.endsWith("/") && !FileTree.isHidden(name)) {
      if (size > Integer.MAX_VALUE - 8) {
        throw damaged(offset, "'" + name + "' is too large: " + size + " bytes");
      }
      entries.put(name, new Entry(offset, (int) size));
    }
  }

  private byte[] extra(long at, long size) throws IOException {
    if (size > MOST_EXTRA) {
      throw damaged(at, "an extended header of " + size + " bytes");
    }
    return bytes(at, (int) size);
  }

  /** Records {@code LENGTH KEY=VALUE\n}. */
  private Map<String, String> pax(byte[] bytes, long place) {
    Map<String, String> values = new TreeMap<>();
    int at = 0;
    while (at < bytes.length) {
      int space = at;
      int length = 0;
      while (space < bytes.length && Character.isDigit(bytes[space]) && length < MOST_EXTRA) {
        length = 10 * length + bytes[space++] - '0';
      }
      if (length <= space - at + 1 || length > bytes.length - at || bytes[space] != ' ') {
        throw damaged(place, "an extended header that is none");
      }
      String record = new String(bytes, space + 1, at + length - space - 2, StandardCharsets.UTF_8);
      int equals = record.indexOf('=');
      if (equals > 0) {
        values.put(record.substring(0, equals), record.substring(equals + 1));
      }
      at += length;
    }
    return values;
  }

  private long size(String digits, long at) {
    if (!digits.matches("\\d{1,18}")) {
      throw damaged(at, "a size that is no number: '" + digits + "'");
    }
    return Long.parseLong(digits);
  }

  private static String name(byte[] head) {
    boolean ustar = text(head, 257, 5).equals("ustar") && head[262] == 0;
    String prefix = ustar ? text(head, 345, 155) : "";
    String name = text(head, 0, 100);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /** Octal digits, or a binary number if the first bit is set. */
  private long number(byte[] head, int from, int length, long at) {
    if (head[from] < 0) {
      return ByteBuffer.wrap(head, from + length - 8, 8).getLong();
    }
    String digits = text(head, from, length).strip();
    if (!digits.matches("[0-7]*")) {
      throw damaged(at, "a size that is no number: '" + digits + "'");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private void requireChecksum(byte[] head, long at) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : head[i] & 0xff;
    }
    if (number(head, 148, 8, at) != sum) {
      throw damaged(at, "a header whose checksum is wrong");
    }
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private DataException damaged(long at, String what) {
    return new DataException(root + " at byte " + at, what, "is it a whole tar archive?");
  }

  private byte[] bytes(long offset, int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size);
    while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {}
    if (buffer.hasRemaining()) {
      throw new IOException("it became shorter while it was read");
    }
    return buffer.array();
  }

  @Override
  public String root() {
    return root;
  }

  @Override
  public List<String> names() {
    return new ArrayList<>(entries.keySet());
  }

  @Override
  public byte[] read(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new DataException(place(name), "there is no such file", "");
    }
    try {
      return bytes(entry.offset(), entry.size());
    } catch (IOException e) {
      throw new DataException(place(name), "cannot be read: " + e.getMessage(), "");
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataException(root, "cannot be closed: " + e.getMessage(), "");
    }
  }
}
