package graft.shell;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.run.Event;
import graft.api.run.Job;
import graft.api.run.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events and results as JSON, one object a line; numbers that JSON has not are null. */
final class JsonLines {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private static final Gson STRICT = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private JsonLines() {}

  static String line(Map<String, ?> object) {
    return GSON.toJson(object);
  }

  /** The JSON value of a text, or the text itself if it is no JSON. */
  static Object value(String text) {
    try {
      return plain(STRICT.fromJson(text, JsonElement.class), text);
    } catch (JsonParseException e) {
      return text;
    }
  }

  private static Object plain(JsonElement json, String text) {
    if (json == null || json.isJsonNull()) {
      return text;
    }
    if (json.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      json.getAsJsonArray().forEach(e -> list.add(plain(e, e.toString())));
      return list;
    }
    if (json.isJsonObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      json.getAsJsonObject().asMap().forEach((k, v) -> map.put(k, plain(v, v.toString())));
      return map;
    }
    JsonPrimitive primitive = json.getAsJsonPrimitive();
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (primitive.isString()) {
      return primitive.getAsString();
    }
    boolean whole = primitive.getAsString().matches("-?\\d{1,18}");
    return whole ? (Object) primitive.getAsLong() : (Object) primitive.getAsDouble();
  }

  /** A spec as an object of a model file. */
  static Map<String, Object> json(Spec spec) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("type", spec.type());
    map.putAll(spec.config());
    return map;
  }

  /** A result with its arrays, as nested lists. */
  static Map<String, @Nullable Object> whole(Result result) {
    Map<String, @Nullable Object> map = result(result);
    Map<String, @Nullable Object> arrays = new LinkedHashMap<>();
    result.arrays().forEach((name, array) -> arrays.put(name, nested(array, 0, 0)));
    if (!arrays.isEmpty()) {
      map.put("arrays", arrays);
      map.put("classes", result.classes());
    }
    return map;
  }

  /** The part of an array from an element on, along an axis and those after it. */
  private static @Nullable Object nested(NdArray array, int axis, int from) {
    int[] shape = array.shape();
    if (axis == shape.length) {
      return number(array.get(from));
    }
    int stride = Arrays.stream(shape).skip(axis + 1).reduce(1, (a, b) -> a * b);
    List<@Nullable Object> parts = new ArrayList<>();
    for (int i = 0; i < shape[axis]; i++) {
      parts.add(nested(array, axis + 1, from + i * stride));
    }
    return parts;
  }

  /** Loss and metrics that are numbers. */
  static Map<String, @Nullable Object> result(Result result) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("loss", number(result.loss()));
    Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
    result.metrics().forEach((name, value) -> metrics.put(name, number(value)));
    map.put("metrics", metrics);
    return map;
  }

  private static @Nullable Object number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** An event, or empty for those that are for people only. */
  static Optional<Map<String, Object>> event(Event event) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (event instanceof Event.Started e) {
      map.put("event", "started");
      map.put("examples", e.examples());
      map.put("epochs", e.epochs());
      map.put("steps_per_epoch", e.stepsPerEpoch());
      map.put("run", e.run().toString());
      map.put("chosen", e.lines());
    } else if (event instanceof Event.EpochEnd e) {
      map.put("event", "epoch");
      map.put("epoch", e.epoch() + 1);
      map.put("step", e.step());
      map.put("seconds", e.seconds());
      map.putAll(result(e.training()));
      e.validation().ifPresent(v -> map.put("validation", result(v)));
    } else if (event instanceof Event.Saved e) {
      map.put("event", "saved");
      map.put("step", e.step());
      map.put("file", e.file().toString());
      map.put("best", e.best());
    } else if (event instanceof Event.Swapped e) {
      map.put("event", "swapped");
      map.put("step", e.step());
      map.put("what", e.what());
      map.put("kept", e.kept());
      map.put("reset", e.reset());
    } else if (event instanceof Event.Refused e) {
      map.put("event", "refused");
      map.put("step", e.step());
      map.put("what", e.what());
      map.put("reason", e.reason());
    } else if (event instanceof Event.Warning e) {
      map.put("event", "warning");
      map.put("text", e.text());
    } else if (event instanceof Event.Done e) {
      return Optional.of(done(e));
    }
    return map.isEmpty() ? Optional.empty() : Optional.of(map);
  }

  private static Map<String, Object> done(Event.Done e) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", "done");
    if (e.state() != Job.State.FINISHED) {
      map.put("state", e.state().name().toLowerCase(java.util.Locale.ROOT));
    }
    map.put("epochs", e.epochs());
    map.put("steps", e.steps());
    map.put("seconds", e.seconds());
    e.training().ifPresent(r -> map.putAll(whole(r)));
    e.validation().ifPresent(r -> map.put("validation", whole(r)));
    map.put("run", e.run().toString());
    e.failure().ifPresent(f -> map.put("failure", f));
    e.reason().ifPresent(reason -> map.put("reason", reason));
    return map;
  }
}
