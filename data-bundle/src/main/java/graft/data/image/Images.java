package graft.data.image;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.SourceType;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.data.file.ClassFolders;
import graft.data.file.FileTree;
import graft.data.file.Malformed;
import graft.data.file.Rejects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
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
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");

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
    return open(config.path(), tree -> images(config, tree));
  }

  /** The images become as large as those that were trained on. */
  @Override
  public Dataset open(Config config, Schema like) {
    return open(
        config.path(),
        tree -> {
          List<Integer> shape = like.columns().get(like.index("image")).shape();
          if (shape.size() != 3) {
            throw new DataException(config.path(), "no images were trained on, but " + like, "");
          }
          List<Column> targets = like.of(Column.Role.TARGET);
          ClassFolders files = training(config, tree);
          boolean labelled = !files.classes().isEmpty() && !targets.isEmpty();
          ImageSet.Form form =
              new ImageSet.Form(new ImageCode.Size(shape.get(0), shape.get(1)), true, shape.get(2));
          return set(config, tree, files, labelled ? targets.get(0).classes() : List.of(), form);
        });
  }

  @Override
  public Optional<Dataset> openTest(Config config) {
    FileTree tree = tree(config.path());
    try {
      ClassFolders training = training(config, tree);
      Optional<ClassFolders> test =
          training.test(names(tree)).map(files -> files.only(config.path(), config.classes()));
      if (test.isEmpty()) {
        tree.close();
        return Optional.empty();
      }
      return Optional.of(
          set(config, tree, test.get(), training.classes(), form(config, tree, training)));
    } catch (RuntimeException e) {
      tree.close();
      throw e;
    }
  }

  private interface Opening {
    Dataset of(FileTree tree);
  }

  /** Opens a tree that stays open as long as the examples, or no longer than the fault. */
  private static Dataset open(String path, Opening opening) {
    FileTree tree = tree(path);
    try {
      return opening.of(tree);
    } catch (RuntimeException e) {
      tree.close();
      throw e;
    }
  }

  /** A folder or an archive; a single image is a folder of one. */
  private static FileTree tree(String path) {
    Path file = Path.of(path);
    if (isImage(path) && Files.isRegularFile(file)) {
      Path parent = file.getParent();
      return new FileTree.Folder(
          parent == null ? "." : parent.toString(), List.of(String.valueOf(file.getFileName())));
    }
    return FileTree.open(path);
  }

  private static boolean isImage(String name) {
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private static List<String> names(FileTree tree) {
    return tree.names().stream().filter(Images::isImage).toList();
  }

  private static ClassFolders training(Config config, FileTree tree) {
    List<String> names = names(tree);
    if (names.isEmpty()) {
      throw new DataException(
          config.path(),
          "there is no image",
          "of " + String.join(", ", new java.util.TreeSet<>(ENDINGS)));
    }
    return ClassFolders.training(config.path(), names, config.folder())
        .only(config.path(), config.classes());
  }

  private static Dataset images(Config config, FileTree tree) {
    ClassFolders files = training(config, tree);
    return set(config, tree, files, files.classes(), form(config, tree, files));
  }

  /** The size that is asked for, or that of the first image that has one. */
  private static ImageSet.Form form(Config config, FileTree tree, ClassFolders files) {
    if (!config.size().isEmpty()) {
      ImageCode.Size size = new ImageCode.Size(config.size().get(0), config.size().get(1));
      return new ImageSet.Form(size, true, config.channels());
    }
    DataException first = new DataException(config.path(), "there is no image", "");
    for (String file : files.files()) {
      try {
        ImageCode.Size size = ImageCode.size(tree.read(file), tree.place(file));
        return new ImageSet.Form(size, false, config.channels());
      } catch (DataException e) {
        if (config.malformed() == Malformed.FAIL) {
          throw e;
        }
        first = e;
      }
    }
    throw first;
  }

  private static Dataset set(
      Config config,
      FileTree tree,
      ClassFolders folders,
      List<String> classes,
      ImageSet.Form form) {
    List<String> files = folders.files();
    List<String> kept = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<Optional<DataException>> faults = check(config, tree, files, form);
    try (Rejects rejects = new Rejects(config.malformed(), config.path(), config.quarantine())) {
      for (int i = 0; i < files.size(); i++) {
        String file = files.get(i);
        int label = classes.indexOf(folders.classOf(file));
        if (label < 0 && !classes.isEmpty()) {
          throw new DataException(
              tree.place(file),
              "'" + folders.classOf(file) + "' is none of the classes",
              "they are " + String.join(", ", classes));
        }
        if (faults.get(i).isEmpty()) {
          kept.add(file);
          labels.add(label);
        } else {
          rejects.add(faults.get(i).get(), List.of(file));
        }
      }
      rejects.finish();
      int[] numbers = classes.isEmpty() ? new int[0] : labels.stream().mapToInt(n -> n).toArray();
      return new ImageSet(tree, kept, numbers, classes, form, rejects.notes());
    }
  }

  /**
   * What is wrong with each image, if anything: by its header if all must have one size, by all of
   * it if damaged ones are to be left out; else they are looked at when read.
   */
  private static List<Optional<DataException>> check(
      Config config, FileTree tree, List<String> files, ImageSet.Form form) {
    boolean whole = config.malformed() != Malformed.FAIL;
    return IntStream.range(0, files.size())
        .parallel()
        .mapToObj(
            i ->
                whole || !form.scaled()
                    ? check(tree, files.get(i), form, whole)
                    : Optional.<DataException>empty())
        .toList();
  }

  private static Optional<DataException> check(
      FileTree tree, String file, ImageSet.Form form, boolean whole) {
    String place = tree.place(file);
    try {
      byte[] bytes = tree.read(file);
      ImageCode.Size size =
          whole ? ImageCode.decode(bytes, place).size : ImageCode.size(bytes, place);
      return form.scaled() || size.equals(form.size())
          ? Optional.empty()
          : Optional.of(ImageSet.other(place, size, form.size()));
    } catch (DataException e) {
      return Optional.of(e);
    }
  }
}
