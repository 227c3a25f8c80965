package graft.data.array;

import graft.api.Default;
import graft.api.Doc;
import graft.api.SourceType;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.data.file.TextFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** NumPy's arrays, one a file: {@code npy:X.npy,Y.npy}; else as {@link Npz}. */
@Component
@SourceType("npy")
@Doc(
    value = "Arrays in .npy files of NumPy as features and labels",
    shapes =
        "x (n, …) → features (…); x (n, h, w, c), bytes (n, h, w) → image (h, w, c or 1);"
            + " y (n) of integers → label i32, else f32",
    source = "numpy.lib.format")
public final class Npy implements DataSource<Npy.Config> {
  /** The files. */
  public record Config(
      @Doc("file of features") String x,
      @Doc("file of labels") Optional<String> y,
      @Default("f32") @Doc("the type of features; i32 for numbers of words") Npz.Type dtype) {}

  @Override
  public Dataset open(Config config) {
    return read(config, Optional.empty());
  }

  @Override
  public Dataset open(Config config, Schema like) {
    return read(config, Optional.of(like));
  }

  private static Dataset read(Config config, Optional<Schema> like) {
    String place = config.y().map(y -> config.x() + ", " + y).orElse(config.x());
    ArrayColumns columns =
        new ArrayColumns(place, ArrayColumns.dtype(config.dtype()), like)
            .features(array(config.x()));
    config.y().ifPresent(y -> columns.labels(array(y)));
    return columns.dataset();
  }

  private static NpyArray array(String file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(file)))) {
      return NpyArray.read(in, file, Files.size(Path.of(file)));
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }
}
