package graft.data.image;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.SourceType;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.data.file.Malformed;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Images in a folder for each class: {@code images:PATH} with {@code PATH/cat/1.png}, or a tar
 * archive of such folders. Column {@code image} f32 (height, width, channels), values 0 … 1; the
 * target {@code label}. If there are {@code train} and {@code test}, the latter is for testing.
 */
@Component
@SourceType("images")
@Doc(
    value = "Images (PNG, JPEG, GIF, BMP) in a folder for each class; or a tar archive of them",
    formula = "image = value / 255",
    shapes = "image f32 (height, width, channels), label i32 (classes sorted)")
public final class Images implements DataSource<Images.Config> {
  /** The folder and what becomes of its images. */
  public record Config(
      @Doc("a folder, or a .tar or .tar.gz of one") String path,
      @Doc("the folder in it that has the classes, by default train where there is one")
          Optional<String> folder,
      @Default("[]") @Doc("only these classes; none named: all") List<String> classes,
      @Default("[]")
          @Range(min = 1, max = 16_384)
          @Doc("height and width to scale to; without it all images must have one size")
          List<Integer> size,
      @Default("3") @Doc("3 for red, green, blue; 1 for grey") int channels,
      @Default("fail") @Doc("what is done with damaged images; all but fail decodes all at once")
          Malformed malformed,
      @Doc("the file for the names of damaged images") Optional<String> quarantine) {
    public Config {
      classes = List.copyOf(classes);
      size = List.copyOf(size);
      if (channels != 1 && channels != 3) {
        throw new ConfigException("channels: expected 1 or 3, got " + channels, "");
      }
      if (!size.isEmpty() && size.size() != 2) {
        throw new ConfigException("size: expected height and width, got " + size, "size=32;32");
      }
    }
  }

  @Override
  public Dataset open(Config config) {
    return new ImageFolder(config).training();
  }

  /** The images become as large as those that were trained on. */
  @Override
  public Dataset open(Config config, Schema like) {
    return new ImageFolder(config).like(like);
  }

  @Override
  public Optional<Dataset> openTest(Config config) {
    return new ImageFolder(config).test();
  }
}
