package graft.core.state;

import graft.api.DataException;
import graft.api.GraftException;
import graft.core.json.Json;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The checkpoints of a run: folders {@code step-000123} with {@code state.safetensors}, {@code
 * checkpoint.json} and the SHA-256 of both in {@code SHA256SUMS} (as {@code sha256sum -c} reads
 * it).
 *
 * <p>A folder is written under a temporary name, forced to the disk and renamed; it is never
 * changed afterwards: the same step saved again becomes {@code step-000123-2}. So whatever has the
 * name of a checkpoint is complete, unless the disk itself failed, which the checksums tell.
 */
public final class Checkpoints {
  private static final String TENSORS = "state.safetensors";
  private static final String JSON = "checkpoint.json";
  private static final String SUMS = "SHA256SUMS";
  private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})(?:-(\\d{1,9}))?");

  private record Saved(Path folder, long step, int attempt) {}

  private final Path folder;

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  /**
   * Saves a checkpoint, then deletes all but the latest and the best.
   *
   * @param keep how many of the latest stay
   * @return its folder
   * @throws DataException if the disk is full or cannot be written; the older ones are untouched
   */
  public Path save(Checkpoint checkpoint, int keep) {
    Path temporary = folder.resolve(RunFolder.TEMPORARY + "step-" + checkpoint.step());
    try {
      Files.createDirectories(folder);
      AtomicFile.delete(temporary);
      Files.createDirectory(temporary);
      write(temporary, checkpoint);
      Path target = free(checkpoint.step());
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.forceFolder(folder);
      prune(checkpoint, keep);
      return target;
    } catch (IOException e) {
      discard(temporary);
      String kept = saved().stream().map(s -> s.folder().toString()).findFirst().orElse("");
      throw new DataException(
          folder.toString(),
          "cannot write the checkpoint of step "
              + checkpoint.step()
              + ": "
              + DataException.reason(e),
          kept.isEmpty() ? "" : kept + " is intact; make room and resume from it");
    }
  }

  private void write(Path to, Checkpoint checkpoint) throws IOException {
    MessageDigest tensors = sha256();
    try (OutputStream out = new DigestOutputStream(open(to.resolve(TENSORS)), tensors)) {
      Safetensors.write(out, checkpoint.tensors(), Map.of("format", "graft"));
    }
    byte[] json = Json.format(checkpoint.json()).getBytes(StandardCharsets.UTF_8);
    Files.write(to.resolve(JSON), json);
    String sums = line(tensors.digest(), TENSORS) + line(sha256().digest(json), JSON);
    Files.writeString(to.resolve(SUMS), sums);
    for (String file : List.of(TENSORS, JSON, SUMS)) {
      AtomicFile.force(to.resolve(file));
    }
    AtomicFile.forceFolder(to);
  }

  private static OutputStream open(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  private static String line(byte[] sum, String file) {
    return HexFormat.of().formatHex(sum) + "  " + file + "\n";
  }

  private Path free(long step) {
    String name = String.format("step-%06d", step);
    Path path = folder.resolve(name);
    for (int attempt = 2; Files.exists(path); attempt++) {
      path = folder.resolve(name + "-" + attempt);
    }
    return path;
  }

  private void prune(Checkpoint last, int keep) throws IOException {
    List<Saved> all = saved();
    Optional<Saved> best = best(all, last);
    for (int i = keep; i < all.size(); i++) {
      Path old = all.get(i).folder();
      if (!best.map(Saved::folder).equals(Optional.of(old))) {
        // Renamed first, so that a half-deleted one is never taken for a checkpoint.
        Path gone = folder.resolve(RunFolder.TEMPORARY + old.getFileName());
        Files.move(old, gone, StandardCopyOption.ATOMIC_MOVE);
        AtomicFile.delete(gone);
      }
    }
  }

  private static Optional<Saved> best(List<Saved> all, Checkpoint last) {
    return last.best()
        .flatMap(best -> all.stream().filter(s -> s.step() == best.step()).findFirst());
  }

  /** True if there is none, whole or not. */
  boolean isEmpty() {
    return saved().isEmpty();
  }

  /**
   * The newest checkpoint that is whole.
   *
   * @param problems told about each newer one that is not
   */
  public Optional<Checkpoint> last(Consumer<String> problems) {
    for (Saved saved : saved()) {
      try {
        return Optional.of(load(saved.folder()));
      } catch (DataException e) {
        problems.accept(e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** The best checkpoint as the newest one knows it, or that one itself if there is no best. */
  public Optional<Checkpoint> best(Consumer<String> problems) {
    Optional<Checkpoint> last = last(problems);
    Optional<Saved> best = last.flatMap(c -> best(saved(), c));
    if (best.isPresent() && best.get().step() != last.get().step()) {
      try {
        return Optional.of(load(best.get().folder()));
      } catch (DataException e) {
        problems.accept(e.getMessage());
      }
    }
    return last;
  }

  /**
   * Puts aside checkpoints of steps after {@code step}, under names that count no more: they were
   * found broken, and the training goes on from before them.
   */
  public void discardAfter(long step) {
    for (Saved saved : saved()) {
      if (saved.step() > step) {
        Path aside = folder.resolve("broken-" + saved.folder().getFileName());
        try {
          AtomicFile.delete(aside);
          Files.move(saved.folder(), aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          throw new DataException(
              saved.folder().toString(), "cannot be renamed: " + DataException.reason(e), "");
        }
      }
    }
  }

  /**
   * Reads and verifies one checkpoint.
   *
   * @throws DataException if a file is missing, cut off, or not what was written
   */
  public static Checkpoint load(Path folder) {
    try {
      String sums = Files.readString(folder.resolve(SUMS));
      MessageDigest digest = sha256();
      Path file = folder.resolve(TENSORS);
      Safetensors.Content content;
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest);
          InputStream buffered = new BufferedInputStream(in, 1 << 16)) {
        content = Safetensors.read(buffered, Files.size(file), file.toString());
      }
      byte[] json = Files.readAllBytes(folder.resolve(JSON));
      String expected = line(digest.digest(), TENSORS) + line(sha256().digest(json), JSON);
      if (!expected.equals(sums)) {
        throw new DataException(
            folder.toString(),
            "the checksums do not match: SHA256SUMS has " + sums.strip().lines().toList(),
            "the files were changed or damaged after they were written");
      }
      return Checkpoint.read(json, content.tensors(), folder.resolve(JSON).toString());
    } catch (DataException e) {
      throw e;
    } catch (IOException | GraftException e) {
      throw new DataException(folder.toString(), "cannot be read: " + e.getMessage(), "");
    }
  }

  /** What has a checkpoint's name, newest first. */
  private List<Saved> saved() {
    List<Saved> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (var children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        Matcher name = NAME.matcher(child.getFileName().toString());
        if (name.matches()) {
          int attempt = name.group(2) == null ? 1 : Integer.parseInt(name.group(2));
          found.add(new Saved(child, Long.parseLong(name.group(1)), attempt));
        }
      }
    } catch (IOException e) {
      throw new DataException(folder.toString(), "cannot be read: " + DataException.reason(e), "");
    }
    found.sort(Comparator.comparingLong(Saved::step).thenComparingInt(Saved::attempt).reversed());
    return found;
  }

  private static void discard(Path temporary) {
    try {
      AtomicFile.delete(temporary);
    } catch (IOException e) {
      // The fault that led here is the one to report; leftovers go when the run is opened again.
      return;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
