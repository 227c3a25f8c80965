package graft.data.file;

import graft.api.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Files in folders whose names are classes: {@code airplane/0001.jpg}. Above them may stand one
 * folder for each part of the data, {@code train} and {@code test}, and above that a folder that
 * all share, as archives have one.
 *
 * @param prefix what stands before a class's name; empty or ending in a slash
 * @param files all names that begin with the prefix
 */
public record ClassFolders(String prefix, List<String> files) {
  private static final String TRAIN = "train";
  private static final Set<String> PARTS =
      Set.of(TRAIN, "test", "val", "valid", "validation", "dev");
  private static final List<String> TESTS = List.of("test", "validation", "valid", "val");

  public ClassFolders {
    files = List.copyOf(files);
  }

  /**
   * The files to train on.
   *
   * @param folder the folder that has the classes; by default {@code train} where there is one
   * @throws DataException if there is no such folder
   */
  public static ClassFolders training(String root, List<String> names, Optional<String> folder) {
    String shared = shared(names, folder);
    Set<String> tops = tops(names, shared);
    boolean parts = tops.contains(TRAIN) && PARTS.containsAll(tops);
    if (folder.isEmpty()) {
      return under(names, parts ? shared + TRAIN + "/" : shared);
    }
    ClassFolders chosen = under(names, shared + folder.get().replaceAll("/+$", "") + "/");
    if (chosen.files().isEmpty()) {
      throw new DataException(
          root,
          "there is no folder '" + folder.get() + "' with files of this kind",
          "there are " + String.join(", ", tops));
    }
    return chosen;
  }

  /** The files to test on, if what is trained on is called {@code train} and they stand beside. */
  public Optional<ClassFolders> test(List<String> names) {
    if (!prefix.endsWith(TRAIN + "/")) {
      return Optional.empty();
    }
    String above = prefix.substring(0, prefix.length() - TRAIN.length() - 1);
    return TESTS.stream()
        .map(part -> under(names, above + part + "/"))
        .filter(part -> !part.files().isEmpty())
        .findFirst();
  }

  private static ClassFolders under(List<String> names, String prefix) {
    return new ClassFolders(prefix, names.stream().filter(n -> n.startsWith(prefix)).toList());
  }

  /** The folders that all names share, as long as a folder is left for the class. */
  private static String shared(List<String> names, Optional<String> folder) {
    String prefix = "";
    while (true) {
      Set<String> tops = tops(names, prefix);
      String next = tops.size() == 1 ? prefix + tops.iterator().next() + "/" : "";
      boolean named =
          folder.isPresent() && !under(names, prefix + folder.get() + "/").files.isEmpty();
      boolean part = tops.size() == 1 && tops.contains(TRAIN) && folder.isEmpty();
      boolean deeper =
          !next.isEmpty()
              && names.stream()
                  .allMatch(n -> n.startsWith(next) && n.indexOf('/', next.length()) > 0);
      if (named || part || !deeper) {
        return prefix;
      }
      prefix = next;
    }
  }

  private static Set<String> tops(List<String> names, String prefix) {
    Set<String> tops = new TreeSet<>();
    for (String name : names) {
      int slash = name.indexOf('/', prefix.length());
      if (slash > 0) {
        tops.add(name.substring(prefix.length(), slash));
      }
    }
    return tops;
  }

  /** The class of a file; empty if it lies in no folder. */
  public String classOf(String file) {
    int slash = file.indexOf('/', prefix.length());
    return slash < 0 ? "" : file.substring(prefix.length(), slash);
  }

  /** The names of all classes, sorted. */
  public List<String> classes() {
    return List.copyOf(tops(files, prefix));
  }

  /** Only the files of some classes, or of all if none is named. */
  public ClassFolders only(String root, List<String> classes) {
    List<String> unknown = new ArrayList<>(classes);
    unknown.removeAll(classes());
    if (!unknown.isEmpty()) {
      throw new DataException(
          root,
          "there is no class '" + unknown.get(0) + "'",
          "there are " + String.join(", ", classes()));
    }
    return classes.isEmpty()
        ? this
        : new ClassFolders(
            prefix, files.stream().filter(file -> classes.contains(classOf(file))).toList());
  }
}
