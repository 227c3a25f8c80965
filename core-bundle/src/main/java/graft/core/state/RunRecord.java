package graft.core.state;

import graft.api.DType;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.RunSpec;
import graft.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run is, written once before its first step: {@code spec.json}, a model file that can be
 * trained again as it is, and {@code run.json}, what was found out for it.
 *
 * @param spec the model file with every layer's name
 * @param statistics of each transform in order, empty for those that learn nothing
 * @param schema the source's columns, before all transforms
 * @param data by which other data are told from these
 * @param types which bundles provided what it uses
 */
public record RunRecord(
    RunSpec spec,
    List<Map<String, Object>> statistics,
    Schema schema,
    Fingerprint data,
    List<ProvidedType> types) {
  static final String SPEC = "spec.json";
  static final String RUN = "run.json";

  public RunRecord {
    statistics = List.copyOf(statistics);
    types = List.copyOf(types);
  }

  /** Writes both files; {@code run.json} comes last and says that the run is complete. */
  void write(Path folder) throws IOException {
    AtomicFile.write(folder.resolve(SPEC), Json.format(spec.json()));
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("format", 1L);
    run.put("statistics", statistics);
    run.put("schema", schema.columns().stream().map(RunRecord::json).toList());
    run.put("data", data.json());
    run.put("types", types.stream().map(RunRecord::json).toList());
    AtomicFile.write(folder.resolve(RUN), Json.format(run));
  }

  /**
   * Reads a run's folder, which another process may hold.
   *
   * @throws DataException if it is no run, or a file is damaged; the message names it
   */
  public static RunRecord read(Path folder) {
    return of(text(folder.resolve(SPEC)), text(folder.resolve(RUN)), folder);
  }

  /** The run of both files' texts. */
  static RunRecord of(String specText, String runText, Path folder) {
    String where = folder.resolve(RUN).toString();
    Map<String, Object> spec = object(specText, folder.resolve(SPEC).toString());
    Map<String, Object> run = object(runText, where);
    try {
      return new RunRecord(
          new RunSpec(spec),
          maps(run.get("statistics")),
          new Schema(maps(run.get("schema")).stream().map(RunRecord::column).toList()),
          Fingerprint.of(run.get("data")),
          maps(run.get("types")).stream().map(RunRecord::type).toList());
    } catch (ArithmeticException
        | ClassCastException
        | IllegalArgumentException
        | NullPointerException e) {
      String what = e instanceof NullPointerException ? "" : " or of the wrong type: " + e;
      throw new DataException(where, "a field is missing" + what, "is it a run's file?");
    }
  }

  private static Map<String, Object> object(String text, String where) {
    try {
      Map<String, Object> copy = new LinkedHashMap<>();
      if (Json.parse(text, where) instanceof Map<?, ?> map) {
        map.forEach((key, value) -> copy.put((String) key, value));
        return copy;
      }
      throw new DataException(where, "a JSON object expected", "");
    } catch (GraftException e) {
      throw e instanceof DataException ? e : new DataException(where, e.what(), "");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new DataException(
          String.valueOf(file.getParent()),
          "is no folder of a run: there is no " + file.getFileName(),
          "name the folder that 'train' printed");
    } catch (IOException e) {
      throw new DataException(file.toString(), "cannot be read: " + DataException.reason(e), "");
    }
  }

  private static List<Map<String, Object>> maps(@Nullable Object list) {
    List<Map<String, Object>> maps = new ArrayList<>();
    for (Object element : (List<?>) Objects.requireNonNull(list)) {
      Map<String, Object> map = new LinkedHashMap<>();
      ((Map<?, ?>) element).forEach((key, value) -> map.put((String) key, value));
      maps.add(map);
    }
    return maps;
  }

  private static Object field(Map<String, Object> json, String name) {
    return Objects.requireNonNull(json.get(name), name);
  }

  private static Map<String, Object> json(Column column) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", column.name());
    json.put("role", column.role().name().toLowerCase(Locale.ROOT));
    json.put("dtype", column.dtype().text());
    json.put("shape", column.shape().stream().map(size -> (Object) (long) size).toList());
    json.put("classes", column.classes());
    return json;
  }

  private static Column column(Map<String, Object> json) {
    return new Column(
        (String) field(json, "name"),
        Column.Role.valueOf(((String) field(json, "role")).toUpperCase(Locale.ROOT)),
        DType.valueOf(((String) field(json, "dtype")).toUpperCase(Locale.ROOT)),
        ((List<?>) field(json, "shape"))
            .stream().map(size -> Math.toIntExact((Long) size)).toList(),
        ((List<?>) field(json, "classes")).stream().map(String.class::cast).toList());
  }

  private static Map<String, Object> json(ProvidedType type) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", type.kind().text());
    json.put("type", type.type());
    json.put("bundle", type.bundle());
    json.put("version", type.version());
    return json;
  }

  private static ProvidedType type(Map<String, Object> json) {
    return new ProvidedType(
        Kind.of((String) field(json, "kind")).orElseThrow(IllegalArgumentException::new),
        (String) field(json, "type"),
        (String) field(json, "bundle"),
        (String) field(json, "version"));
  }
}
