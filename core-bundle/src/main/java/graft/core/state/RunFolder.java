package graft.core.state;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.run.Result;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run, held by one job: {@code spec.json}, {@code run.json}, {@code metrics.csv},
 * {@code log.txt}, {@code checkpoints}, {@code events} for TensorBoard, and {@link ArrayFiles}. A
 * file lock, which ends with the process, keeps out others.
 */
public final class RunFolder implements AutoCloseable {
  /** How names begin that count for nothing, and are deleted when a run is opened. */
  static final String TEMPORARY = ".tmp-";

  private static final String LOCK = ".lock";
  private static final String LOG = "log.txt";
  private static final String METRICS = "metrics.csv";
  private static final String CHECKPOINTS = "checkpoints";

  private final Path path;
  private final FileChannel lock;
  private final Checkpoints checkpoints;
  private final Map<String, EventFile> events = new HashMap<>();

  /** The first step of this session. */
  private long begun;

  private RunFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
    checkpoints = new Checkpoints(path.resolve(CHECKPOINTS));
  }

  /**
   * A folder for a new run; of one that never came to a checkpoint or to the end of an epoch, it
   * takes the place.
   *
   * @param out where; if empty, the next free {@code runs/run-001}
   * @throws ConfigException if it holds a run already, or other files
   */
  public static RunFolder create(Optional<Path> out) {
    Path path = out.orElseGet(RunFolder::next);
    if (path.toString().isEmpty()) {
      throw new ConfigException("--out", "expected a folder, got ''", "this folder is .");
    }
    boolean isRun = Files.exists(path.resolve(RunRecord.RUN));
    if (!isRun) {
      requireFree(path);
    }
    RunFolder folder = open(path);
    if (isRun && !folder.hasTrained()) {
      folder.deleteLog();
    } else if (isRun) {
      folder.close();
      throw new ConfigException(
          path.toString(),
          "holds a run already",
          "go on with it by --resume, or name another folder");
    }
    return folder;
  }

  /** A run appends to its files, and replaces some: those of others must not be among them. */
  private static void requireFree(Path path) {
    if (!Files.isDirectory(path)) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      Optional<Path> other = files.filter(file -> !isHidden(file)).sorted().findFirst();
      if (other.isPresent()) {
        throw new ConfigException(
            path.toString(),
            "holds other files, such as " + other.get().getFileName(),
            "name a new folder or an empty one");
      }
    } catch (IOException e) {
      throw new DataException(path.toString(), "cannot be read: " + DataException.reason(e), "");
    }
  }

  /** False of a run that ended before anything was learned, or was killed then. */
  private boolean hasTrained() {
    return !checkpoints.isEmpty() || Files.exists(path.resolve(METRICS));
  }

  private void deleteLog() {
    try {
      Files.deleteIfExists(path.resolve(LOG));
    } catch (IOException e) {
      close();
      throw new DataException(path.toString(), "cannot be written: " + DataException.reason(e), "");
    }
  }

  /** Such as a lock that a killed job left behind. */
  private static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  /**
   * The folder of a run that is to go on.
   *
   * @throws DataException if it is no run
   * @throws ConfigException if another job is at work in it
   */
  public static RunFolder resume(Path path) {
    if (!Files.exists(path.resolve(RunRecord.RUN))) {
      RunRecord.read(path);
    }
    return open(path);
  }

  private static Path next() {
    Path runs = Path.of("runs");
    try {
      Files.createDirectories(runs);
      for (int i = 1; ; i++) {
        Path path = runs.resolve(String.format("run-%03d", i));
        try {
          return Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
          // The next number.
        }
      }
    } catch (IOException e) {
      throw new DataException(
          runs.toAbsolutePath().toString(),
          "cannot make a folder for the run: " + DataException.reason(e),
          "");
    }
  }

  private static RunFolder open(Path path) {
    FileChannel channel = null;
    try {
      Files.createDirectories(path);
      channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new ConfigException(
            path.toString(), "another job is at work in this folder", "name another folder");
      }
      deleteTemporaries(path);
      deleteTemporaries(path.resolve(CHECKPOINTS));
      return new RunFolder(path, channel);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new DataException(
          path.toString(), "cannot be used as a run's folder: " + DataException.reason(e), "");
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void deleteTemporaries(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var children = Files.newDirectoryStream(folder, TEMPORARY + "*")) {
        for (Path child : children) {
          AtomicFile.delete(child);
        }
      }
    }
  }

  public Path path() {
    return path;
  }

  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** The checkpoints of a run's folder, which another process may hold. */
  public static Checkpoints checkpoints(Path run) {
    return new Checkpoints(run.resolve(CHECKPOINTS));
  }

  /** Writes what the run is. */
  public void write(RunRecord record) {
    try {
      record.write(path);
    } catch (IOException e) {
      throw new DataException(path.toString(), "cannot be written: " + DataException.reason(e), "");
    }
  }

  /** Appends a line with the time to {@code log.txt}. */
  public void log(String line) {
    String time =
        LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
    append(path.resolve(LOG), time + " " + line.replace("\n", "\n    ") + "\n");
  }

  /** Appends an epoch to {@code metrics.csv}. */
  public void metrics(
      int epoch, long step, double seconds, Result training, Optional<Result> validation) {
    List<String> names = new ArrayList<>(List.of("epoch", "step", "seconds"));
    List<String> values =
        new ArrayList<>(
            List.of(
                Integer.toString(epoch),
                Long.toString(step),
                String.format(java.util.Locale.ROOT, "%.3f", seconds)));
    columns("", training, names, values);
    validation.ifPresent(result -> columns("validation_", result, names, values));
    Path file = path.resolve(METRICS);
    String head = Files.exists(file) ? "" : String.join(",", names) + "\n";
    append(file, head + String.join(",", values) + "\n");
    events("training", step, training);
    validation.ifPresent(result -> events("validation", step, result));
  }

  /** The same for TensorBoard, which shows {@code training} and {@code validation} as two runs. */
  private void events(String part, long step, Result result) {
    Map<String, Double> scalars = new LinkedHashMap<>(Map.of("loss", result.loss()));
    scalars.putAll(result.metrics());
    Path folder = path.resolve("events").resolve(part);
    try {
      EventFile file = events.get(part);
      if (file == null) {
        file = new EventFile(folder, begun);
        events.put(part, file);
      }
      file.scalars(step, scalars);
    } catch (IOException e) {
      throw new DataException(
          folder.toString(), "cannot be written: " + DataException.reason(e), "");
    }
  }

  private static void columns(
      String prefix, Result result, List<String> names, List<String> values) {
    names.add(prefix + "loss");
    values.add(Double.toString(result.loss()));
    result
        .metrics()
        .forEach(
            (name, value) -> {
              names.add(prefix + name);
              values.add(Double.toString(value));
            });
  }

  /** Writes the metrics that are no single numbers. */
  public void arrays(String part, Result result) {
    ArrayFiles.write(path, part, result);
  }

  /** Takes back what {@code metrics.csv} has of later steps: they will be trained again. */
  public void metricsUpTo(long step) {
    begun = step + 1;
    Path file = path.resolve(METRICS);
    if (!Files.exists(file)) {
      return;
    }
    try {
      StringBuilder kept = new StringBuilder();
      String text = Files.readString(file);
      // A last line that was cut off has no line end.
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        String[] fields = line.split(",", -1);
        boolean header = fields[0].equals("epoch");
        if (header || (fields.length > 1 && Long.parseLong(fields[1]) <= step)) {
          kept.append(line).append('\n');
        }
      }
      AtomicFile.write(file, kept.toString());
    } catch (IOException | NumberFormatException e) {
      throw new DataException(file.toString(), "cannot be continued: " + e.getMessage(), "");
    }
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(
          file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new DataException(file.toString(), "cannot be written: " + DataException.reason(e), "");
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing was written through it: it only held the lock, which ends in any case.
      return;
    }
  }

  /** Lets go of the folder, and deletes it if no run was begun in it. */
  public void discard() {
    close();
    try {
      boolean begun = Files.exists(path.resolve(RunRecord.RUN));
      if (!begun) {
        Files.deleteIfExists(path.resolve(LOCK));
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // It holds files of others, or is in use: then it stays.
      return;
    }
  }

  /** Lets go of the folder. */
  @Override
  public void close() {
    closeQuietly(lock);
  }
}
