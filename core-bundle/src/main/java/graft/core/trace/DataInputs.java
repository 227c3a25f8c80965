package graft.core.trace;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Dim;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.data.Column;
import graft.api.data.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ties a model's inputs to the data's columns. A graph's inputs take the feature columns of their
 * names; a model with one input takes the column of its name or the only feature column, or else
 * all numbers and vectors of numbers side by side, in the data's order, as one vector of floats.
 */
public final class DataInputs {
  private final Map<?, ?> model;
  private final Optional<Schema> schema;

  DataInputs(Map<?, ?> model, Optional<Schema> schema) {
    this.model = model;
    this.schema = schema;
  }

  /**
   * The label and the type of a column's input.
   *
   * @throws ConfigException if it holds text
   */
  static Tensor column(Context context, Column column) {
    if (!column.dtype().isNumeric()) {
      throw new ConfigException(
          "column '" + column.name() + "'",
          "it holds text, and a model takes numbers",
          "a transform makes numbers of it: \"text_vectorization\" of texts, \"one_hot\" or"
              + " \"string_lookup\" of words");
    }
    Shape shape = Shape.of(column.shape().stream().mapToInt(i -> i).toArray()).prepend(Draws.BATCH);
    return context.leaf("column:" + column.name(), new TensorType(column.dtype(), shape));
  }

  /** True if the model states the shape of each of its inputs. */
  boolean areStated() {
    return model.get("inputs") instanceof Map<?, ?> inputs
        ? inputs.values().stream().allMatch(stated -> sizes(stated) != null)
        : sizes(model.get("input")) != null;
  }

  /** What an input states as its shape, without the batch; null if nothing. */
  private static @Nullable List<?> sizes(@Nullable Object stated) {
    return stated instanceof Map<?, ?> map && map.get("shape") instanceof List<?> sizes
        ? sizes
        : null;
  }

  /** The model's inputs in order. */
  List<Tensor> features(Context context) {
    if (!(model.get("inputs") instanceof Map<?, ?> inputs)) {
      return List.of(single(context, "input", model.get("input")));
    }
    if (inputs.size() == 1) {
      Map.Entry<?, ?> only = inputs.entrySet().iterator().next();
      String name = (String) only.getKey();
      boolean isColumn =
          schema.stream()
              .flatMap(s -> s.of(Column.Role.FEATURE).stream())
              .anyMatch(column -> column.name().equals(name));
      return List.of(
          isColumn
              ? named(context, name, only.getValue())
              : single(context, name, only.getValue()));
    }
    List<Tensor> tensors = new ArrayList<>();
    inputs.forEach((name, stated) -> tensors.add(named(context, (String) name, stated)));
    return tensors;
  }

  private Tensor named(Context context, String name, @Nullable Object stated) {
    if (schema.isEmpty()) {
      return stated(context, name, stated);
    }
    List<Column> features = schema.get().of(Column.Role.FEATURE);
    Column column =
        features.stream()
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "model input '" + name + "'",
                        "the data has no such feature column",
                        "columns are "
                            + String.join(", ", features.stream().map(Column::name).toList())));
    return checked(name, column(context, column), stated);
  }

  private Tensor single(Context context, String name, @Nullable Object stated) {
    if (schema.isEmpty()) {
      return stated(context, name, stated);
    }
    List<Column> features = schema.get().of(Column.Role.FEATURE);
    if (features.isEmpty()) {
      throw new ConfigException("data", "it has no feature column", "");
    }
    if (features.size() == 1) {
      return checked(name, column(context, features.get(0)), stated);
    }
    List<Tensor> numbers = new ArrayList<>();
    for (Column feature : features) {
      Tensor given = column(context, feature);
      requireScalarOrVector(name, feature);
      Tensor x = given.cast(DType.F32);
      numbers.add(feature.shape().isEmpty() ? x.expandDims(-1) : x);
    }
    return checked(name, Tensor.concat(1, numbers), stated);
  }

  /** Checks that a column can stand beside others in a vector of floats. */
  private static void requireScalarOrVector(String name, Column column) {
    boolean isClass = column.dtype().isInteger() && !column.classes().isEmpty();
    boolean isVector = column.shape().size() == 1 && column.dtype().isFloating();
    if (isClass || !(column.shape().isEmpty() || isVector)) {
      throw new ConfigException(
          "model input '" + name + "'",
          "the data has several feature columns, and '"
              + column.name()
              + "' is "
              + (isClass ? "a class and no quantity" : "no number or vector of floats"),
          isClass
              ? "add the transform \"one_hot\" for it, or use a graph model that names its inputs as"
                  + " the columns"
              : "use a graph model that names its inputs as the columns");
    }
  }

  private static Tensor checked(String name, Tensor x, @Nullable Object stated) {
    List<?> sizes = sizes(stated);
    if (sizes == null) {
      return x;
    }
    Shape shape = shape(name, sizes);
    boolean fits = shape.rank() == x.rank();
    for (int i = 1; i < shape.rank() && fits; i++) {
      fits = !shape.dim(i).isFixed() || shape.dim(i).equals(x.shape().dim(i));
    }
    if (!fits) {
      throw new ConfigException(
          "model input '" + name + "'",
          "the model says shape " + shape + ", the data has " + x.shape(),
          "change the model's input shape, or reshape with a layer such as flatten");
    }
    return x;
  }

  private static Tensor stated(Context context, String name, @Nullable Object stated) {
    if (!(stated instanceof Map<?, ?> map) || !(map.get("shape") instanceof List<?> sizes)) {
      throw new ConfigException(
          "model input '" + name + "'",
          "it states no shape, and there are no data to take it from",
          "name data by --data, or state \"shape\" in the model file");
    }
    Object dtype = map.get("dtype");
    DType type =
        dtype == null
            ? DType.F32
            : LayerSettings.dtype(String.valueOf(dtype), "model input '" + name + "'");
    return context.leaf("column:" + name, new TensorType(type, shape(name, sizes)));
  }

  private static Shape shape(String name, List<?> sizes) {
    List<Dim> dims = new ArrayList<>(List.of(Draws.BATCH));
    for (Object size : sizes) {
      dims.add(
          size instanceof Number number
              ? Dim.of(number.longValue())
              : Dim.open(name + "." + dims.size()));
    }
    return new Shape(dims);
  }

  /** The target columns by output name. */
  Map<String, Column> targets(List<String> outputs) {
    return targets(schema.map(s -> s.of(Column.Role.TARGET)).orElse(List.of()), outputs);
  }

  /** Targets by output name: of the same name, or by order. */
  public static Map<String, Column> targets(List<Column> targets, List<String> outputs) {
    Map<String, Column> chosen = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      String output = outputs.get(i);
      Optional<Column> byName = targets.stream().filter(c -> c.name().equals(output)).findFirst();
      Optional<Column> byOrder =
          i < targets.size() ? Optional.of(targets.get(i)) : Optional.empty();
      byName.or(() -> byOrder).ifPresent(column -> chosen.put(output, column));
    }
    return chosen;
  }
}
