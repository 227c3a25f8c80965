package graft.data.array;

import graft.api.DataException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.SourceType;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.data.file.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.osgi.service.component.annotations.Component;

/**
 * NumPy's archives of arrays: {@code npz:FILE,x=images,y=labels}. Features and labels are arrays
 * (n, …); by default those called x and y, or x_train and y_train with x_test and y_test for
 * testing.
 *
 * <p>Longer than a catalogue class should be, for the rules by which arrays are found when none is
 * named.
 */
@Component
@SourceType("npz")
@Doc(
    value = "Arrays of an .npz file of NumPy as features and labels",
    shapes =
        "x (n, …) → features (…); x (n, h, w, c), bytes (n, h, w) → image (h, w, c or 1);"
            + " y (n) of integers → label i32, else f32",
    source = "numpy.lib.format")
public final class Npz implements DataSource<Npz.Config> {
  /** Deflate packs no more than this many bytes into one. */
  private static final long DEFLATE = 1_032;

  /** The type of features. */
  public enum Type {
    F32,
    I32
  }

  /** The file and the names of its arrays. */
  public record Config(
      @Doc("the file") String file,
      @Doc("the array of features, by default x or x_train") Optional<String> x,
      @Doc("the array of labels, by default y or y_train; none for none") Optional<String> y,
      @Default("f32") @Doc("the type of features; i32 for numbers of words") Type dtype) {}

  @Override
  public Dataset open(Config config) {
    return read(config, Optional.empty());
  }

  @Override
  public Dataset open(Config config, Schema like) {
    return read(config, Optional.of(like));
  }

  @Override
  public Optional<Dataset> openTest(Config config) {
    try (ZipFile zip = zip(config.file())) {
      String x = features(config, zip);
      Optional<String> y = labels(config, zip);
      String testX = x.replace("train", "test");
      Optional<String> testY = y.map(name -> name.replace("train", "test"));
      if (x.equals(testX) || zip.getEntry(testX + ".npy") == null || testY.equals(y)) {
        return Optional.empty();
      }
      Schema like = read(config, zip, x, y, Optional.empty()).schema();
      return Optional.of(read(config, zip, testX, testY, Optional.of(like)));
    } catch (IOException e) {
      throw TextFile.unreadable(config.file(), e);
    }
  }

  private static Dataset read(Config config, Optional<Schema> like) {
    try (ZipFile zip = zip(config.file())) {
      return read(config, zip, features(config, zip), labels(config, zip), like);
    } catch (IOException e) {
      throw TextFile.unreadable(config.file(), e);
    }
  }

  private static Dataset read(
      Config config, ZipFile zip, String x, Optional<String> y, Optional<Schema> like)
      throws IOException {
    ArrayColumns columns =
        new ArrayColumns(config.file(), ArrayColumns.dtype(config.dtype()), like)
            .features(array(config.file(), zip, x));
    if (y.isPresent()) {
      columns.labels(array(config.file(), zip, y.get()));
    }
    return columns.dataset();
  }

  private static ZipFile zip(String file) {
    try {
      return new ZipFile(file);
    } catch (IOException | IllegalArgumentException e) {
      if (!Files.isRegularFile(Path.of(file))) {
        throw TextFile.unreadable(file, new java.nio.file.NoSuchFileException(file));
      }
      throw new DataException(
          file, "not an archive of arrays: " + e.getMessage(), "np.savez writes one");
    }
  }

  private static List<String> names(ZipFile zip) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(".npy"))
        .map(name -> name.substring(0, name.length() - 4))
        .toList();
  }

  private static String features(Config config, ZipFile zip) {
    List<String> names = names(zip);
    return config
        .x()
        .or(() -> Stream.of("x", "x_train").filter(names::contains).findFirst())
        .or(() -> names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty())
        .orElseThrow(
            () ->
                new DataException(
                    config.file(),
                    "which array has the features?",
                    "say x=NAME: there are " + String.join(", ", new TreeSet<>(names))));
  }

  private static Optional<String> labels(Config config, ZipFile zip) {
    List<String> names = names(zip);
    Optional<String> given = config.y().filter(name -> !name.equals("none"));
    return config.y().isPresent()
        ? given
        : Stream.of("y", "y_train").filter(names::contains).findFirst();
  }

  private static NpyArray array(String file, ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      throw new DataException(
          file, "there is no array '" + name + "'", "there are " + String.join(", ", names(zip)));
    }
    long most =
        DEFLATE * Math.min(Math.max(entry.getCompressedSize(), 0), Files.size(Path.of(file)));
    try (InputStream in = zip.getInputStream(entry)) {
      return NpyArray.read(in, file + ", array '" + name + "'", most);
    } catch (IllegalArgumentException e) { // of the zip reader, for damaged entries
      throw new DataException(file, "the archive is damaged: " + e.getMessage(), "");
    }
  }
}
