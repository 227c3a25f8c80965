package graft.core.state;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import graft.api.DType;
import graft.api.GraftException;
import graft.api.NdArray;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.RunSpec;
import graft.core.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of a run, damaged in thousands of ways by seed: each is read, or refused by one message
 * that names it; nothing else is thrown, and no memory is taken for what only a header claims.
 */
class HostileFilesTest {
  private static final int COUNT = Boolean.getBoolean("graft.long") ? 100_000 : 2_000;
  private static final long MOST_ALLOCATED = 16L << 20;
  private static final long MOST_NANOS = 5_000_000_000L;
  private static final String[] PUT_IN = {
    "-1",
    "9223372036854775807",
    "4294967296",
    "99999999999999999999",
    "1e999",
    "null",
    "[]",
    "{}",
    "\"F16\"",
    "\"\\uD800\"",
    "[[[[[[[[",
    ",",
    "true",
    "\0"
  };
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  /**
   * Reads damaged versions.
   *
   * @param named what messages name
   */
  private static void survive(byte[] valid, int count, String named, Consumer<byte[]> read) {
    for (int seed = 0; seed < count; seed++) {
      byte[] mutant = mutant(valid, new Random(seed));
      String which = named + ", seed " + seed + ": ";
      long nanos = System.nanoTime();
      long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      try {
        read.accept(mutant);
      } catch (GraftException e) {
        assertTrue(e.getMessage().contains(named), which + e.getMessage());
      } catch (Throwable e) {
        fail(which + e, e);
      }
      long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      assertTrue(after - before < MOST_ALLOCATED, which + (after - before) + " bytes allocated");
      assertTrue(System.nanoTime() - nanos < MOST_NANOS, which + "slow");
    }
  }

  /** The same through the disk. */
  private static void survive(Path file, int count, String named, Runnable read)
      throws IOException {
    byte[] valid = Files.readAllBytes(file);
    survive(
        valid,
        count,
        named,
        bytes -> {
          write(file, bytes);
          read.run();
        });
    write(file, valid);
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One to three faults: a bit, a cut, a piece removed, repeated, or replaced. */
  private static byte[] mutant(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    for (int n = random.nextInt(3); n >= 0 && bytes.length > 0; n--) {
      int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 200));
      int length = Math.min(random.nextInt(12), bytes.length - at);
      String text = PUT_IN[random.nextInt(PUT_IN.length)];
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = spliced(bytes, at, length, new byte[0]);
        case 4 -> bytes = spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at / 2, at));
        case 5 -> bytes = number(bytes, at, text.getBytes(StandardCharsets.ISO_8859_1));
        default -> bytes = spliced(bytes, at, length, text.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return bytes;
  }

  /** The next number in digits becomes another value. */
  private static byte[] number(byte[] bytes, int from, byte[] other) {
    int begin = from;
    while (begin < bytes.length && !Character.isDigit(bytes[begin])) {
      begin++;
    }
    int end = begin;
    while (end < bytes.length && Character.isDigit(bytes[end])) {
      end++;
    }
    return spliced(bytes, begin, end - begin, other);
  }

  private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.write(added, 0, added.length);
    out.write(bytes, at + removed, bytes.length - at - removed);
    return out.toByteArray();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Map<String, NdArray> tensors() {
    return Map.of(
        "conv_1/kernel", new NdArray(new float[12], 3, 2, 2),
        "step", new NdArray(new long[] {7}),
        "flag", new NdArray(new boolean[2], 2));
  }

  @Test
  void safetensorsSurvive() throws IOException {
    ByteArrayOutputStream valid = new ByteArrayOutputStream();
    Safetensors.write(valid, tensors(), Map.of("format", "pt"));
    survive(
        valid.toByteArray(),
        COUNT,
        "w.safetensors",
        bytes -> {
          try {
            Safetensors.read(new ByteArrayInputStream(bytes), bytes.length, "w.safetensors");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void filesOfARunSurvive() throws IOException {
    Column column = new Column("x", Column.Role.FEATURE, DType.F32, List.of(2), List.of("a", "b"));
    Map<String, Object> statistics = Map.of("mean", List.of(1.5, 2.5));
    RunSpec spec = new RunSpec(Map.of("model", Map.of("layers", List.of("dense"))));
    new RunRecord(
            spec,
            List.of(statistics),
            new Schema(List.of(column)),
            new Fingerprint(12, 3, -5),
            List.of())
        .write(folder);
    String validSpec = Files.readString(folder.resolve(RunRecord.SPEC));
    String validRun = Files.readString(folder.resolve(RunRecord.RUN));
    survive(
        validSpec.getBytes(StandardCharsets.UTF_8),
        COUNT,
        RunRecord.SPEC,
        bytes -> RunRecord.of(text(bytes), validRun, folder));
    survive(
        validRun.getBytes(StandardCharsets.UTF_8),
        COUNT,
        RunRecord.RUN,
        bytes -> RunRecord.of(validSpec, text(bytes), folder));
  }

  /** Whoever damages a checkpoint on purpose makes the sums fit: what is in it must be read. */
  @Test
  void checkpointsSurviveEvenIfTheSumsFit() throws IOException {
    Checkpoint checkpoint =
        new Checkpoint(
            7,
            1,
            20,
            4,
            0.5,
            Optional.of(new Checkpoint.Best(6, 1, "loss", 0.25)),
            "float",
            List.of(new Checkpoint.CallbackState("early_stopping", Map.of("wait", 2L))),
            Map.of("model", Map.of("type", "sequential")),
            tensors());
    survive(
        Json.format(checkpoint.json()).getBytes(StandardCharsets.UTF_8),
        COUNT,
        "checkpoint.json",
        bytes -> Checkpoint.read(bytes, tensors(), "checkpoint.json"));
    Path saved = new Checkpoints(folder.resolve("checkpoints")).save(checkpoint, 1);
    String name = String.valueOf(saved.getFileName());
    // All is in the sums or it is not: a few are enough.
    survive(saved.resolve("SHA256SUMS"), COUNT / 20, name, () -> Checkpoints.load(saved));
  }
}
