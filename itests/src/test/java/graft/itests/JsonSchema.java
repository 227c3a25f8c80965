package graft.itests;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The part of JSON Schema 2020-12 that {@code docs/model.schema.json} uses; a further keyword is an
 * error. A fault is the place of a value and the keyword that it breaks.
 */
final class JsonSchema {
  private static final Set<String> NO_RULES =
      Set.of("$schema", "$id", "$defs", "title", "description", "default", "then", "else");

  private final JsonObject root;

  JsonSchema(JsonObject root) {
    this.root = root;
  }

  /** What is wrong with a value; empty if it is valid. */
  List<String> faults(JsonElement value) {
    return faults(root, value, "");
  }

  private boolean valid(JsonElement schema, JsonElement value) {
    return faults(schema, value, "").isEmpty();
  }

  private List<String> faults(JsonElement schema, JsonElement value, String at) {
    List<String> faults = new ArrayList<>();
    if (schema.isJsonPrimitive()) {
      return schema.getAsBoolean() ? faults : List.of(at + ": false");
    }
    JsonObject rules = schema.getAsJsonObject();
    for (Map.Entry<String, JsonElement> rule : rules.entrySet()) {
      if (NO_RULES.contains(rule.getKey())) {
        continue;
      }
      if (!holds(rule.getKey(), rule.getValue(), value, rules)) {
        faults.add(at + ": " + rule.getKey() + " " + rule.getValue());
      }
      faults.addAll(inner(rule.getKey(), rule.getValue(), value, rules, at));
    }
    return faults;
  }

  /** Rules over a value as a whole. */
  private boolean holds(String keyword, JsonElement rule, JsonElement value, JsonObject rules) {
    return switch (keyword) {
      case "type" -> list(rule).stream().anyMatch(type -> isA(type.getAsString(), value));
      case "enum" -> rule.getAsJsonArray().contains(value);
      case "const" -> rule.equals(value);
      case "not" -> !valid(rule, value);
      case "oneOf" -> list(rule).stream().filter(one -> valid(one, value)).count() == 1;
      case "anyOf" -> list(rule).stream().anyMatch(one -> valid(one, value));
      case "if" -> {
        JsonElement then = rules.get(valid(rule, value) ? "then" : "else");
        yield then == null || valid(then, value);
      }
      case "required" ->
          !value.isJsonObject()
              || list(rule).stream()
                  .allMatch(key -> value.getAsJsonObject().has(key.getAsString()));
      case "pattern" ->
          !isA("string", value)
              || Pattern.compile(rule.getAsString()).matcher(value.getAsString()).find();
      case "minimum" -> !isA("number", value) || value.getAsDouble() >= rule.getAsDouble();
      case "maximum" -> !isA("number", value) || value.getAsDouble() <= rule.getAsDouble();
      case "exclusiveMinimum" -> !isA("number", value) || value.getAsDouble() > rule.getAsDouble();
      case "exclusiveMaximum" -> !isA("number", value) || value.getAsDouble() < rule.getAsDouble();
      case "minLength" -> !isA("string", value) || value.getAsString().length() >= rule.getAsInt();
      case "maxLength" -> !isA("string", value) || value.getAsString().length() <= rule.getAsInt();
      case "minItems" -> !value.isJsonArray() || value.getAsJsonArray().size() >= rule.getAsInt();
      case "maxItems" -> !value.isJsonArray() || value.getAsJsonArray().size() <= rule.getAsInt();
      case "minProperties" ->
          !value.isJsonObject() || value.getAsJsonObject().size() >= rule.getAsInt();
      case "maxProperties" ->
          !value.isJsonObject() || value.getAsJsonObject().size() <= rule.getAsInt();
      case "$ref", "allOf", "items", "properties", "patternProperties", "propertyNames" -> true;
      case "additionalProperties" -> true;
      default -> throw new AssertionError("the schema has a new keyword, " + keyword);
    };
  }

  /** Rules over the parts of a value, whose faults have places of their own. */
  private List<String> inner(
      String keyword, JsonElement rule, JsonElement value, JsonObject rules, String at) {
    List<String> faults = new ArrayList<>();
    if (keyword.equals("$ref")) {
      String name = rule.getAsString().replace("#/$defs/", "");
      faults.addAll(faults(root.getAsJsonObject("$defs").get(name), value, at));
    } else if (keyword.equals("allOf")) {
      list(rule).forEach(one -> faults.addAll(faults(one, value, at)));
    } else if (keyword.equals("items") && value.isJsonArray()) {
      value.getAsJsonArray().forEach(one -> faults.addAll(faults(rule, one, at + "[]")));
    } else if (value.isJsonObject()) {
      value
          .getAsJsonObject()
          .entrySet()
          .forEach(
              entry -> {
                JsonElement own = property(keyword, rule, entry.getKey(), rules);
                JsonElement checked =
                    keyword.equals("propertyNames")
                        ? new JsonPrimitive(entry.getKey())
                        : entry.getValue();
                faults.addAll(faults(own, checked, at + "." + entry.getKey()));
              });
    }
    return faults;
  }

  /** What a keyword wants of a property; true if nothing. */
  private static JsonElement property(
      String keyword, JsonElement rule, String key, JsonObject rules) {
    JsonElement anything = new JsonPrimitive(true);
    return switch (keyword) {
      case "propertyNames" -> rule;
      case "properties" -> rule.getAsJsonObject().has(key) ? get(rule, key) : anything;
      case "patternProperties" ->
          rule.getAsJsonObject().keySet().stream()
              .filter(pattern -> Pattern.compile(pattern).matcher(key).find())
              .findFirst()
              .map(pattern -> get(rule, pattern))
              .orElse(anything);
      case "additionalProperties" -> {
        boolean named = rules.has("properties") && rules.getAsJsonObject("properties").has(key);
        boolean matched =
            rules.has("patternProperties")
                && rules.getAsJsonObject("patternProperties").keySet().stream()
                    .anyMatch(pattern -> Pattern.compile(pattern).matcher(key).find());
        yield named || matched ? anything : rule;
      }
      default -> anything;
    };
  }

  private static JsonElement get(JsonElement object, String key) {
    return object.getAsJsonObject().get(key);
  }

  private static List<JsonElement> list(JsonElement rule) {
    return rule.isJsonArray() ? rule.getAsJsonArray().asList() : List.of(rule);
  }

  private static boolean isA(String type, JsonElement value) {
    JsonPrimitive primitive = value.isJsonPrimitive() ? value.getAsJsonPrimitive() : null;
    return switch (type) {
      case "object" -> value.isJsonObject();
      case "array" -> value.isJsonArray();
      case "null" -> value.isJsonNull();
      case "string" -> primitive != null && primitive.isString();
      case "boolean" -> primitive != null && primitive.isBoolean();
      case "number" -> primitive != null && primitive.isNumber();
      case "integer" ->
          isA("number", value) && value.getAsDouble() == Math.rint(value.getAsDouble());
      default -> throw new AssertionError("no type of JSON: " + type);
    };
  }
}
