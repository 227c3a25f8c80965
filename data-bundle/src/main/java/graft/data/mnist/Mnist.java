package graft.data.mnist;

import graft.api.DataException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.SourceType;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.data.Idx;
import graft.data.file.Loaded;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;

/**
 * The MNIST database of handwritten digits: 60,000 images to train on and 10,000 to test, {@code
 * image} f32 (28, 28, 1) with values 0 … 255 and {@code label} 0 … 9. Without a folder the four
 * files are downloaded once to {@code ~/.graft/data/mnist} and checked by their SHA-256.
 *
 * <p>Longer than a catalogue class should be, for the hashes, and the names that the files go by.
 */
@Component
@SourceType("mnist")
@Doc(
    value = "MNIST's 70,000 handwritten digits, downloaded once or read from a folder",
    shapes = "image f32 (28, 28, 1) with values 0 … 255, label i32 (10 classes)",
    source = "LeCun, Cortes, Burges, The MNIST database of handwritten digits")
public final class Mnist implements DataSource<Mnist.Config> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String IMAGES = "-images-idx3-ubyte";
  private static final String LABELS = "-labels-idx1-ubyte";

  /** Of the files as published. */
  private static final Map<String, String> SHA256 =
      Map.of(
          "train" + IMAGES + ".gz",
          "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
          "train" + LABELS + ".gz",
          "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
          "t10k" + IMAGES + ".gz",
          "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
          "t10k" + LABELS + ".gz",
          "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6");

  /** Where the files are. */
  public record Config(
      @Doc("a folder with the four files, packed or not; without it they are downloaded")
          Optional<String> folder,
      @Default(
              "[\"https://ossci-datasets.s3.amazonaws.com/mnist/\","
                  + " \"https://storage.googleapis.com/cvdf-datasets/mnist/\"]")
          @Doc("where to download from, tried in order")
          List<String> mirrors) {}

  private final Map<String, String> hashes;
  private final Path home;
  private final Duration patience;

  public Mnist() {
    this(SHA256, home(), PATIENCE);
  }

  /** Of other files, for tests. */
  Mnist(Map<String, String> hashes, Path home, Duration patience) {
    this.hashes = new TreeMap<>(hashes);
    this.home = home;
    this.patience = patience;
  }

  /** The user's Graft folder, as the launcher has it. */
  private static Path home() {
    String home = System.getenv("GRAFT_HOME");
    return home == null ? Path.of(System.getProperty("user.home"), ".graft") : Path.of(home);
  }

  @Override
  public Dataset open(Config config) {
    return open(config, "train");
  }

  @Override
  public Optional<Dataset> openTest(Config config) {
    return Optional.of(open(config, "t10k"));
  }

  private Dataset open(Config config, String part) {
    List<String> notes = new ArrayList<>();
    Path folder =
        config.folder().map(Path::of).orElseGet(() -> downloaded(config.mirrors(), notes));
    Idx.Config files =
        new Idx.Config(file(folder, part + IMAGES), Optional.of(file(folder, part + LABELS)));
    return new Loaded(new Idx().open(files), notes);
  }

  /** A file under its published name, with a dot in it as some tools unpack it, packed or not. */
  private static String file(Path folder, String name) {
    String dotted = name.replace("-idx", ".idx");
    return List.of(name + ".gz", name, dotted + ".gz", dotted).stream()
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    folder.toString(),
                    "there is no " + name + ".gz, nor " + name,
                    "mnist alone downloads the files; idx:IMAGES,LABELS reads any two of them"))
        .toString();
  }

  /** One thread, one process at a time. */
  private synchronized Path downloaded(List<String> mirrors, List<String> notes) {
    Path folder = home.resolve("data").resolve("mnist");
    try {
      Files.createDirectories(folder);
      try (FileChannel lock =
              FileChannel.open(
                  folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = lock.lock();
          Download download = new Download(patience)) {
        assert held.isValid();
        for (Map.Entry<String, String> file : hashes.entrySet()) {
          Path target = folder.resolve(file.getKey());
          if (!Files.exists(target) || !Download.sha256(target).equals(file.getValue())) {
            download.fetch(mirrors, target, file.getValue());
            notes.add("downloaded " + target);
          }
        }
      }
      return folder;
    } catch (IOException e) {
      throw new DataException(
          folder.toString(), "cannot be written: " + e.getMessage(), "set GRAFT_HOME");
    }
  }
}
