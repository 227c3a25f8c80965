package graft.data.image;

import graft.api.DataException;
import graft.api.data.Column;
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
import java.util.function.Function;
import java.util.stream.IntStream;

/** Finds the images of a folder or an archive, their classes and their size. */
final class ImageFolder {
  private static final List<String> ENDINGS = List.of("png", "jpg", "jpeg", "gif", "bmp");

  private final Images.Config config;

  ImageFolder(Images.Config config) {
    this.config = config;
  }

  Dataset training() {
    return with(
        tree -> {
          ClassFolders files = files(tree);
          return set(tree, files, files.classes(), form(tree, files), config.quarantine());
        });
  }

  /** As large as those that were trained on, with their classes; labels may be missing. */
  Dataset like(Schema like) {
    List<Integer> shape = like.columns().get(like.index("image")).shape();
    if (shape.size() != 3) {
      throw new DataException(config.path(), "no images were trained on, but " + like, "");
    }
    ImageCode.Size size = new ImageCode.Size(shape.get(0), shape.get(1));
    ImageSet.Form form = new ImageSet.Form(size, true, shape.get(2));
    List<Column> targets = like.of(Column.Role.TARGET);
    return with(
        tree -> {
          ClassFolders files = files(tree);
          boolean labelled = !files.classes().isEmpty() && !targets.isEmpty();
          List<String> classes = labelled ? targets.get(0).classes() : List.of();
          return set(tree, files, classes, form, config.quarantine());
        });
  }

  Optional<Dataset> test() {
    // Not over the file of the training images.
    String quarantine = config.quarantine().orElse(config.path()) + ".test.csv";
    return with(
        tree -> {
          ClassFolders training = files(tree);
          Optional<ClassFolders> test =
              training.test(images(tree)).map(f -> f.only(config.path(), config.classes()));
          if (test.isEmpty()) {
            tree.close();
            return Optional.empty();
          }
          ImageSet.Form form = form(tree, training);
          return Optional.of(
              set(tree, test.get(), training.classes(), form, Optional.of(quarantine)));
        });
  }

  /** Opens a tree that stays open as long as the examples, or is closed with the fault. */
  private <R> R with(Function<FileTree, R> body) {
    FileTree tree = tree(config.path());
    try {
      return body.apply(tree);
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

  private static List<String> images(FileTree tree) {
    return tree.names().stream().filter(ImageFolder::isImage).toList();
  }

  private ClassFolders files(FileTree tree) {
    List<String> images = images(tree);
    if (images.isEmpty()) {
      throw new DataException(
          config.path(), "there is no image", "of " + String.join(", ", ENDINGS));
    }
    return ClassFolders.training(config.path(), images, config.folder())
        .only(config.path(), config.classes());
  }

  /** The size that is asked for, or that of the first image that has one. */
  private ImageSet.Form form(FileTree tree, ClassFolders files) {
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

  private Dataset set(
      FileTree tree,
      ClassFolders folders,
      List<String> classes,
      ImageSet.Form form,
      Optional<String> quarantine) {
    List<String> files = folders.files();
    List<String> kept = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<Optional<DataException>> faults = check(tree, files, form);
    try (Rejects rejects = new Rejects(config.malformed(), config.path(), quarantine)) {
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
      if (kept.isEmpty()) {
        throw new DataException(
            config.path(), "no image is left", String.join("; ", rejects.notes()));
      }
      int[] numbers = classes.isEmpty() ? new int[0] : labels.stream().mapToInt(n -> n).toArray();
      return new ImageSet(tree, kept, numbers, classes, form, rejects.notes());
    }
  }

  /**
   * What is wrong with each image, if anything: by its header if all must have one size, by all of
   * it if damaged ones are to be left out; else they are looked at when read.
   */
  private List<Optional<DataException>> check(
      FileTree tree, List<String> files, ImageSet.Form form) {
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
