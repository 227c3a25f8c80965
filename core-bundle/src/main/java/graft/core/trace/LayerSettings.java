package graft.core.trace;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Spec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One layer of a model file: where it is, and what of its settings is the core's ({@code name},
 * {@code trainable}, {@code dtype}, {@code inputs}, {@code share}, and an initializer, a
 * regularizer and a constraint for each parameter) and what is its own.
 */
final class LayerSettings {
  private static final List<String> SUFFIXES =
      List.of("_initializer", "_regularizer", "_constraint");
  private static final Set<String> CORE =
      Set.of("name", "trainable", "dtype", "inputs", "share", "activity_regularizer");

  private static final int DEEPEST = 64;

  private final String path;
  private final Spec whole;
  private final Spec own;
  private final boolean trainable;
  private final DType dtype;

  private LayerSettings(String path, Spec whole, boolean trainable, DType dtype) {
    this.path = path;
    this.whole = whole;
    Map<String, Object> rest = new LinkedHashMap<>(whole.config());
    rest.keySet().removeIf(LayerSettings::isCore);
    this.own = new Spec(whole.type(), rest);
    Object named = whole.config().get("dtype");
    this.dtype = named == null ? dtype : dtype(String.valueOf(named), where());
    Object flag = whole.config().get("trainable");
    if (flag != null && !(flag instanceof Boolean)) {
      throw new ConfigException(where(), "trainable must be true or false, got " + flag, "");
    }
    this.trainable = trainable && !Boolean.FALSE.equals(flag);
  }

  static LayerSettings top(String path, Spec spec, boolean trainable, DType dtype) {
    return new LayerSettings(path, spec, trainable, dtype);
  }

  /** A layer within this one; it is frozen if this one is. */
  LayerSettings inner(String name, Spec spec) {
    if (path.chars().filter(c -> c == '/').count() >= DEEPEST) {
      throw new ConfigException(
          "layers are nested more than " + DEEPEST + " deep", "one may contain itself");
    }
    return new LayerSettings(path + "/" + name, spec, trainable, dtype);
  }

  private static boolean isCore(String key) {
    return CORE.contains(key) || SUFFIXES.stream().anyMatch(key::endsWith);
  }

  String path() {
    return path;
  }

  /** The place in messages. */
  String where() {
    return "layer '" + path + "' (" + whole.type() + ")";
  }

  /** The type with the configuration that the plug-in binds. */
  Spec own() {
    return own;
  }

  boolean trainable() {
    return trainable;
  }

  DType dtype() {
    return dtype;
  }

  /** A setting that names a plug-in. */
  Optional<Spec> spec(String key) {
    Object value = whole.config().get(key);
    return value == null ? Optional.empty() : Optional.of(Specs.of(value, where() + ": " + key));
  }

  /** The parameter that {@code share} ties to the one of this name. */
  Optional<String> shared(String param) {
    Object value = whole.config().get("share");
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new ConfigException(
          where(), "share must be an object {\"kernel\": \"layer/param\"}, got " + value, "");
    }
    return Optional.ofNullable(map.get(param)).map(String::valueOf);
  }

  void checkParams(Set<String> params) {
    for (String key : whole.config().keySet()) {
      for (String suffix : SUFFIXES) {
        boolean known =
            !key.endsWith(suffix)
                || CORE.contains(key)
                || params.contains(key.substring(0, key.length() - suffix.length()));
        if (!known) {
          throw new ConfigException(
              where(),
              "'" + key + "' belongs to no parameter",
              params.isEmpty() ? "it has none" : "parameters are " + String.join(", ", params));
        }
      }
    }
  }

  static DType dtype(String text, String where) {
    return DType.NUMERIC.stream()
        .filter(d -> d.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    where,
                    "unknown dtype '" + text + "'",
                    "dtypes are " + DType.NUMERIC.stream().map(DType::text).toList()));
  }
}
