package graft.data.text;

import graft.api.DType;
import graft.api.DataException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.NdArray;
import graft.api.SourceType;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.data.file.ClassFolders;
import graft.data.file.FileTree;
import graft.data.file.Loaded;
import graft.data.file.Malformed;
import graft.data.file.Rejects;
import graft.data.file.TextFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;

/**
 * Whole files of text as examples, in a folder for each class: {@code text_files:reviews} with
 * {@code reviews/train/pos/0.txt} gives columns {@code text} and {@code label}. A tar archive of
 * such folders will do as well. If there are {@code train} and {@code test}, the latter is for
 * testing.
 *
 * <p>Longer than a catalogue class should be, for the malformed files that it may have to leave
 * out.
 */
@Component
@SourceType("text_files")
@Doc(
    value = "Files of text as examples, a folder for each class; or a tar archive of them",
    shapes = "text string, label i32 (classes sorted)")
public final class TextFiles implements DataSource<TextFiles.Config> {
  /** The folder and how to read its files. */
  public record Config(
      @Doc("a folder, or a .tar or .tar.gz of one") String path,
      @Doc("the folder in it that has the classes, by default train where there is one")
          Optional<String> folder,
      @Default("[]") @Doc("only these classes; none named: all") List<String> classes,
      @Default("utf-8") @Doc("such as utf-8, windows-1252, iso-8859-1, utf-16") String encoding,
      @Default("[\"txt\", \"text\", \"md\"]") @Doc("the files' extensions") List<String> extensions,
      @Default("fail") @Doc("what is done with malformed files") Malformed malformed,
      @Doc("the file for the names of malformed files") Optional<String> quarantine) {
    public Config {
      classes = List.copyOf(classes);
      extensions = List.copyOf(extensions);
    }
  }

  @Override
  public Dataset open(Config config) {
    try (FileTree tree = FileTree.open(config.path())) {
      ClassFolders files = training(config, tree);
      return read(config, tree, files, files.classes(), config.quarantine());
    }
  }

  @Override
  public Dataset open(Config config, Schema like) {
    try (FileTree tree = FileTree.open(config.path())) {
      List<Column> targets = like.of(Column.Role.TARGET);
      List<String> classes = targets.isEmpty() ? List.of() : targets.get(0).classes();
      return read(config, tree, training(config, tree), classes, config.quarantine());
    }
  }

  @Override
  public Optional<Dataset> openTest(Config config) {
    // Not over the file of the training texts.
    Optional<String> quarantine =
        Optional.of(config.quarantine().orElse(config.path()) + ".test.csv");
    try (FileTree tree = FileTree.open(config.path())) {
      ClassFolders training = training(config, tree);
      return training
          .test(names(config, tree))
          .map(files -> files.only(config.path(), config.classes()))
          .map(files -> read(config, tree, files, training.classes(), quarantine));
    }
  }

  private static List<String> names(Config config, FileTree tree) {
    return tree.names().stream()
        .filter(name -> config.extensions().contains(name.substring(name.lastIndexOf('.') + 1)))
        .toList();
  }

  private static ClassFolders training(Config config, FileTree tree) {
    List<String> names = names(config, tree);
    if (names.isEmpty()) {
      throw new DataException(
          config.path(),
          "there is no file with an extension of " + config.extensions(),
          "say extensions=…");
    }
    return ClassFolders.training(config.path(), names, config.folder())
        .only(config.path(), config.classes());
  }

  private static Dataset read(
      Config config,
      FileTree tree,
      ClassFolders files,
      List<String> classes,
      Optional<String> quarantine) {
    boolean labelled = !files.classes().isEmpty();
    Charset charset = TextFile.charset(config.encoding());
    List<String> texts = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<String> origins = new ArrayList<>();
    try (Rejects rejects = new Rejects(config.malformed(), config.path(), quarantine)) {
      for (String file : files.files()) {
        int label = classes.indexOf(files.classOf(file));
        if (labelled && label < 0) {
          throw new DataException(
              tree.place(file),
              "'" + files.classOf(file) + "' is none of the classes",
              "they are " + String.join(", ", classes));
        }
        try {
          texts.add(text(tree, file, charset));
          labels.add(label);
          origins.add(tree.place(file));
        } catch (DataException e) {
          rejects.add(e, List.of(file));
        }
      }
      rejects.finish();
      if (texts.isEmpty()) {
        throw new DataException(
            config.path(), "no text is left", String.join("; ", rejects.notes()));
      }
      int n = texts.size();
      List<Column> columns = new ArrayList<>();
      List<NdArray> arrays = new ArrayList<>();
      columns.add(new Column("text", Column.Role.FEATURE, DType.STRING, List.of(), List.of()));
      arrays.add(new NdArray(texts.toArray(String[]::new), n));
      if (labelled) {
        columns.add(new Column("label", Column.Role.TARGET, DType.I32, List.of(), classes));
        arrays.add(new NdArray(labels.stream().mapToInt(i -> i).toArray(), n));
      }
      return new Loaded(new ArrayDataset(new Schema(columns), arrays), rejects.notes(), origins);
    }
  }

  private static String text(FileTree tree, String file, Charset charset) {
    ByteBuffer bytes = ByteBuffer.wrap(tree.read(file));
    try {
      String text = charset.newDecoder().decode(bytes).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int at = bytes.position();
      long line = 1 + IntStream.range(0, at).filter(i -> bytes.get(i) == '\n').count();
      throw new DataException(
          tree.place(file) + " line " + line,
          String.format("byte %02x is no %s", bytes.get(at), charset.name()),
          "say encoding=…, such as utf-8, windows-1252, iso-8859-1, utf-16");
    }
  }
}
