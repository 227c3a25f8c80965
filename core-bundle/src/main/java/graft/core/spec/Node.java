package graft.core.spec;

import graft.api.ConfigException;
import graft.core.json.Json;
import graft.core.registry.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value in a model file and where it stands. Its checks throw a ConfigException: {@code
 * model.json: training.epochs: expected an int ≥ 0, got "many"}.
 *
 * @param path dotted, as {@code --set} takes it; empty for the whole file
 * @param key the last part of the path
 * @param value null if absent
 */
record Node(String file, String path, String key, @Nullable Object value) {
  private static final int SHOWN_CHARACTERS = 60;

  boolean isPresent() {
    return value != null;
  }

  boolean isObject() {
    return value instanceof Map;
  }

  /** The value of a key; absent if this is no object or has no such key. */
  Node get(String key) {
    return child(key, value instanceof Map<?, ?> map ? map.get(key) : null);
  }

  void ifPresent(Consumer<Node> check) {
    if (value != null) {
      check.accept(this);
    }
  }

  static Node file(String file, Object value) {
    return new Node(file, "", "", value);
  }

  /** Checks that this is an object with no other keys than these. */
  void hasOnly(List<String> keys) {
    for (Node entry : entries()) {
      if (!keys.contains(entry.key)) {
        throw entry.fault(
            "is an unknown field",
            Nearest.question(entry.key, keys) + "fields are " + String.join(", ", keys));
      }
    }
  }

  /** The values of an object. */
  List<Node> entries() {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong("an object", "");
    }
    List<Node> nodes = new ArrayList<>();
    map.forEach((key, element) -> nodes.add(child((String) key, element)));
    return nodes;
  }

  /** The elements of a list; one with a name goes by its name. */
  List<Node> elements() {
    if (!(value instanceof List<?> list)) {
      throw wrong("a list", "");
    }
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Object name = list.get(i) instanceof Map<?, ?> map ? map.get("name") : null;
      String key = name instanceof String text ? text : Integer.toString(i);
      nodes.add(child(key, list.get(i)));
    }
    return nodes;
  }

  private Node child(String key, @Nullable Object element) {
    String plain = key.chars().anyMatch(Character::isISOControl) ? Json.line(key) : key;
    String shown = shortened(plain);
    return new Node(file, path.isEmpty() ? shown : path + "." + shown, key, element);
  }

  String text() {
    if (value instanceof String text) {
      return text;
    }
    throw wrong("a string", "");
  }

  void bool() {
    if (!(value instanceof Boolean)) {
      throw wrong("true or false", "");
    }
  }

  /** Checks for an integer, written as one. */
  void integer(long least) {
    if (!(value instanceof Long number) || number < least) {
      throw wrong(least == Long.MIN_VALUE ? "an int" : "an int ≥ " + least, "");
    }
  }

  /** A finite number from 0 on; {@code max} excluded. */
  void number(boolean zero, double max) {
    boolean isIn =
        value instanceof Number number
            && (zero ? number.doubleValue() >= 0 : number.doubleValue() > 0)
            && number.doubleValue() < max;
    if (!isIn) {
      String least = zero ? "≥ 0" : "> 0";
      String most = max == Double.POSITIVE_INFINITY ? "" : " and < " + Json.line((long) max);
      throw wrong("a number " + least + most, "");
    }
  }

  String oneOf(List<String> words) {
    if (value instanceof String word && words.contains(word)) {
      return word;
    }
    String hint = value instanceof String word ? Nearest.question(word, words).trim() : "";
    throw wrong("one of " + String.join(", ", words), hint);
  }

  /** Checks that this names a plug-in; returns the name. */
  String spec() {
    Object type = value instanceof Map<?, ?> map ? map.get("type") : value;
    if (type instanceof String word && !word.isBlank()) {
      return word;
    }
    if (type == null && value instanceof Map) {
      throw fault("has no \"type\"", "write {\"type\": \"…\", …}");
    }
    throw wrong("a type's name or an object with a \"type\"", "");
  }

  ConfigException wrong(String expected, String hint) {
    return fault("expected " + expected + ", got " + shown(value), hint);
  }

  ConfigException fault(String what, String hint) {
    return new ConfigException(file, path.isEmpty() ? what : path + ": " + what, hint);
  }

  /** A value in a message: on one line, and not longer than one can read. */
  static String shown(@Nullable Object value) {
    return value == null ? "nothing" : shortened(Json.line(value));
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
