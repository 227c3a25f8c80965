package graft.data.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes tar archives for tests; byte places as in POSIX.1-2017, ustar interchange format. */
public final class TarWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long claimed = -1;

  /** What the next header says instead of the true size. */
  public TarWriter size(long size) {
    claimed = size;
    return this;
  }

  public TarWriter file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  public TarWriter file(String name, byte[] content) {
    return entry(name, '0', content);
  }

  public TarWriter folder(String name) {
    return entry(name, '5', new byte[0]);
  }

  public TarWriter longName(String name) {
    return entry("././@LongLink", 'L', (name + "\0").getBytes(StandardCharsets.UTF_8));
  }

  public TarWriter pax(String key, String value) {
    int length = key.length() + value.length() + 3;
    int whole = length + String.valueOf(length).length();
    whole = length + String.valueOf(whole).length();
    String record = whole + " " + key + "=" + value + "\n";
    return entry("PaxHeader", 'x', record.getBytes(StandardCharsets.UTF_8));
  }

  private TarWriter entry(String name, char type, byte[] content) {
    byte[] head = new byte[512];
    put(head, 0, name);
    put(head, 124, String.format("%011o", claimed >= 0 ? claimed : content.length));
    claimed = -1;
    put(head, 148, "        ");
    head[156] = (byte) type;
    put(head, 257, "ustar\00000");
    int sum = 0;
    for (byte b : head) {
      sum += b & 0xff;
    }
    put(head, 148, String.format("%06o\0 ", sum));
    out.writeBytes(head);
    out.writeBytes(content);
    out.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  private static void put(byte[] head, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, head, at, bytes.length);
  }

  public byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(out.toByteArray());
    whole.writeBytes(new byte[1024]);
    return whole.toByteArray();
  }
}
