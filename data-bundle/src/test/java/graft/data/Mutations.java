package graft.data;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import graft.api.GraftException;
import graft.api.data.Batch;
import graft.api.data.Dataset;
import graft.api.data.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Hostile input: a valid file, damaged in thousands of ways by seed. A reader may read what is left
 * or throw one {@link GraftException} that names the file; it may not hang, throw anything else, or
 * take memory for what only a header claims.
 */
public final class Mutations {
  private static final int COUNT = Boolean.getBoolean("graft.long") ? 100_000 : 2_000;
  private static final long SEED = 17;
  private static final long LIMIT_SECONDS = 5;
  private static final long MOST_ALLOCATED = 48L << 20;
  private static final String[] NUMBERS = {
    "-1", "0", "1", "2147483647", "4294967296", "99999999999999999999", "1e999", "NaN", "0x10"
  };
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Mutations() {}

  /** Opens each damaged version of a file and reads all that is in it. */
  public static void survive(Path file, Supplier<Dataset> open) throws IOException {
    survive(file, 1, open);
  }

  /** The same with one of {@code share} of the damaged versions. */
  public static void survive(Path file, int share, Supplier<Dataset> open) throws IOException {
    byte[] valid = Files.readAllBytes(file);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < COUNT / share; i++) {
        byte[] mutant = mutant(valid, new Random(SEED + i));
        Files.write(file, mutant);
        check(reader, file, i, open);
      }
    } finally {
      reader.shutdownNow();
      Files.write(file, valid);
    }
  }

  private static void check(ExecutorService reader, Path file, int i, Supplier<Dataset> open) {
    String which = "file " + i + " of seed " + SEED + ": ";
    Callable<Long> task =
        () -> {
          long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
          try (Dataset data = open.get()) {
            readAll(data);
          } catch (GraftException e) {
            String name = String.valueOf(file.getFileName());
            assertTrue(e.getMessage().contains(name), which + e.getMessage());
          }
          return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        };
    try {
      long allocated = reader.submit(task).get(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertTrue(allocated < MOST_ALLOCATED, which + allocated + " bytes allocated");
    } catch (TimeoutException e) {
      fail(which + "it hangs");
    } catch (ExecutionException e) {
      throw new AssertionError(which + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void readAll(Dataset data) {
    Batch batch = new Batch(data.schema(), 1);
    Row row = batch.row();
    try (Dataset.Cursor cursor = data.cursor()) {
      for (int i = 0; i < 100 && cursor.next(row); i++) {}
    }
  }

  /** One to four faults: bytes changed, cut off, put in, repeated; numbers made extreme. */
  static byte[] mutant(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    for (int n = random.nextInt(4); n >= 0; n--) {
      if (bytes.length == 0) {
        return bytes;
      }
      // Headers stand at the beginning, and tables of contents at the end: half of it goes there.
      int near = Math.min(bytes.length, 160);
      int at =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(near);
            case 1 -> bytes.length - 1 - random.nextInt(near);
            default -> random.nextInt(bytes.length);
          };
      bytes =
          switch (random.nextInt(7)) {
            case 0 -> flipped(bytes, at, random);
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> spliced(bytes, at, noise(random), 0);
            case 3 -> spliced(bytes, at, Arrays.copyOfRange(bytes, at / 2, at), 0);
            case 4 ->
                spliced(bytes, at, new byte[0], Math.min(random.nextInt(9), bytes.length - at));
            case 5 -> extreme(bytes, at, random);
            default -> number(bytes, at, random);
          };
    }
    return bytes;
  }

  private static byte[] flipped(byte[] bytes, int at, Random random) {
    bytes[at] =
        (byte) (random.nextBoolean() ? bytes[at] ^ 1 << random.nextInt(8) : random.nextInt());
    return bytes;
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[1 + random.nextInt(8)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] spliced(byte[] bytes, int at, byte[] added, int removed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.write(added, 0, Math.min(added.length, 4096));
    out.write(bytes, at + removed, bytes.length - at - removed);
    return out.toByteArray();
  }

  /** One, two, four or eight bytes of ones, zeros, or the greatest signed number. */
  private static byte[] extreme(byte[] bytes, int at, Random random) {
    int length = Math.min(1 << random.nextInt(4), bytes.length - at);
    int kind = random.nextInt(4);
    Arrays.fill(bytes, at, at + length, (byte) (kind == 0 ? 0 : 0xff));
    if (kind == 2) {
      bytes[at] = 0x7f;
    } else if (kind == 3) {
      bytes[at + length - 1] = 0x7f;
    }
    return bytes;
  }

  /** The next number in digits becomes another. */
  private static byte[] number(byte[] bytes, int from, Random random) {
    int begin = from;
    while (begin < bytes.length && !isDigit(bytes[begin])) {
      begin++;
    }
    int end = begin;
    while (end < bytes.length && isDigit(bytes[end])) {
      end++;
    }
    String other = NUMBERS[random.nextInt(NUMBERS.length)];
    return spliced(bytes, begin, other.getBytes(StandardCharsets.US_ASCII), end - begin);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
