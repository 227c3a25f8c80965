package graft.data.text;

import graft.api.ConfigException;
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
import graft.data.file.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Component;

/**
 * Lines as examples, a file for each class: {@code
 * text_lines:reviews.pos;reviews.neg,encoding=windows-1252} gives columns {@code text} and {@code
 * label} with classes neg, pos. One file alone gives {@code text} only. Blank lines are passed
 * over.
 *
 * <p>Longer than a catalogue class should be, as the classes come from three places: options, names
 * of files, the training data.
 */
@Component
@SourceType("text_lines")
@Doc(
    value = "Lines of text as examples, one file for each class",
    shapes = "text string, label i32 (classes sorted)")
public final class TextLines implements DataSource<TextLines.Config> {
  /** The files and how to read them. */
  public record Config(
      @Doc("the files, one for each class") List<String> files,
      @Default("[]") @Doc("the class of each file; by default what tells the files' names apart")
          List<String> classes,
      @Default("utf-8") @Doc("such as utf-8, windows-1252, iso-8859-1, utf-16") String encoding) {
    public Config {
      files = List.copyOf(files);
      classes = List.copyOf(classes);
      if (files.isEmpty() || (!classes.isEmpty() && classes.size() != files.size())) {
        throw new ConfigException(
            "classes: " + classes.size() + " are named for " + files.size() + " files",
            "text_lines:a.pos;a.neg,classes=good;bad");
      }
    }
  }

  @Override
  public Dataset open(Config config) {
    List<String> names = names(config);
    return read(config, names, List.copyOf(new TreeSet<>(names)));
  }

  @Override
  public Dataset open(Config config, Schema like) {
    List<Column> targets = like.of(Column.Role.TARGET);
    boolean single = config.files().size() == 1 && config.classes().isEmpty();
    return read(
        config,
        single ? List.of() : names(config),
        targets.isEmpty() ? List.of() : targets.get(0).classes());
  }

  /** The class of each file; none if there is one file. */
  private static List<String> names(Config config) {
    if (!config.classes().isEmpty() || config.files().size() == 1) {
      return config.classes();
    }
    List<String> names = config.files().stream().map(TextLines::name).toList();
    long stems = names.stream().map(TextLines::stem).distinct().count();
    List<String> classes =
        names.stream()
            .map(name -> stems == names.size() ? stem(name) : name.substring(stem(name).length()))
            .map(name -> name.replaceFirst("^\\.", ""))
            .toList();
    if (classes.stream().distinct().count() < names.size()) {
      throw new ConfigException(
          "files", "their names do not tell the classes: " + names, "say classes=A;B");
    }
    return classes;
  }

  private static String name(String file) {
    return file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  }

  private static String stem(String name) {
    return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
  }

  private static Dataset read(Config config, List<String> names, List<String> classes) {
    List<String> lines = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < config.files().size(); i++) {
      int label = names.isEmpty() ? -1 : classes.indexOf(names.get(i));
      if (label < 0 && !names.isEmpty()) {
        throw new DataException(
            config.files().get(i),
            "'" + names.get(i) + "' is none of the classes of the training data",
            "they are " + String.join(", ", classes) + "; say classes=…");
      }
      int before = lines.size();
      lines(TextFile.of(config.files().get(i), config.encoding()), lines);
      for (int n = before; n < lines.size() && label >= 0; n++) {
        labels.add(label);
      }
    }
    List<Column> columns = new ArrayList<>();
    List<NdArray> arrays = new ArrayList<>();
    columns.add(new Column("text", Column.Role.FEATURE, DType.STRING, List.of(), List.of()));
    arrays.add(new NdArray(lines.toArray(String[]::new), lines.size()));
    if (!names.isEmpty()) {
      columns.add(new Column("label", Column.Role.TARGET, DType.I32, List.of(), classes));
      arrays.add(new NdArray(labels.stream().mapToInt(n -> n).toArray(), lines.size()));
    }
    return new ArrayDataset(new Schema(columns), arrays);
  }

  private static void lines(TextFile file, List<String> lines) {
    int before = lines.size();
    try (BufferedReader reader = file.open()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          lines.add(line.strip());
        }
      }
    } catch (IOException e) {
      throw file.fault(e);
    }
    if (lines.size() == before) {
      throw new DataException(file.file(), "it has no line of text", "");
    }
  }
}
