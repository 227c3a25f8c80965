package graft.core.state;

import graft.api.DataException;
import graft.api.GraftException;
import graft.api.NdArray;
import graft.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a training needs to go on as if it had never stopped.
 *
 * @param step optimizer steps done
 * @param epoch the epoch under way, from 0
 * @param examples examples of that epoch that were trained
 * @param seed of shuffling and of the model
 * @param rateFactor what callbacks multiply the rate with
 * @param best the best epoch so far
 * @param numerics the accelerator's numerics key
 * @param callbacks of each callback in order its type and what it knows
 * @param spec the model file as JSON values
 * @param tensors every state by name
 */
public record Checkpoint(
    long step,
    int epoch,
    long examples,
    long seed,
    double rateFactor,
    Optional<Best> best,
    String numerics,
    List<CallbackState> callbacks,
    Map<String, Object> spec,
    Map<String, NdArray> tensors) {

  /** A fault of its states, with its name. */
  public GraftException named(GraftException fault) {
    return fault.at("checkpoint of step " + step);
  }

  /** The value of what is monitored after {@code step} steps. */
  public record Best(long step, int epoch, String monitor, double value) {}

  /** What a callback's session knows, as JSON values. */
  public record CallbackState(String type, Map<String, Object> state) {
    public CallbackState {
      state = Map.copyOf(state);
    }
  }

  public Checkpoint {
    callbacks = List.copyOf(callbacks);
    spec = Collections.unmodifiableMap(new LinkedHashMap<>(spec));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Everything but the tensors, as JSON values. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", 1L);
    json.put("step", step);
    json.put("epoch", (long) epoch);
    json.put("examples", examples);
    json.put("seed", seed);
    json.put("rate_factor", rateFactor);
    if (best.isPresent()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("step", best.get().step());
      map.put("epoch", (long) best.get().epoch());
      map.put("monitor", best.get().monitor());
      map.put("value", best.get().value());
      json.put("best", map);
    }
    json.put("numerics", numerics);
    json.put("callbacks", callbacks.stream().map(Checkpoint::json).toList());
    json.put("spec", spec);
    return json;
  }

  private static Map<String, Object> json(CallbackState callback) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", callback.type());
    json.put("state", callback.state());
    return json;
  }

  /** None in checkpoints of versions that did not write them. */
  private static List<CallbackState> callbacks(Map<?, ?> json) {
    List<CallbackState> callbacks = new ArrayList<>();
    if (json.get("callbacks") instanceof List<?> list) {
      for (Object element : list) {
        Map<String, Object> state = new LinkedHashMap<>();
        if (element instanceof Map<?, ?> map && map.get("state") instanceof Map<?, ?> known) {
          known.forEach((key, value) -> state.put((String) key, value));
          callbacks.add(new CallbackState(String.valueOf(map.get("type")), state));
        }
      }
    }
    return callbacks;
  }

  /**
   * Reads what {@link #json()} gives, as UTF-8 text.
   *
   * @throws DataException if it is anything else
   */
  static Checkpoint read(byte[] text, Map<String, NdArray> tensors, String where) {
    Object parsed;
    try {
      parsed = Json.parse(new String(text, StandardCharsets.UTF_8), where);
    } catch (DataException e) {
      throw e;
    } catch (GraftException e) {
      throw new DataException(where, e.what(), "");
    }
    if (!(parsed instanceof Map<?, ?> map)) {
      throw new DataException(where, "a JSON object expected", "");
    }
    try {
      return of(map, tensors, where);
    } catch (ArithmeticException | ClassCastException | NullPointerException e) {
      throw new DataException(where, "a field is out of range or of the wrong type: " + e, "");
    }
  }

  private static Checkpoint of(Map<?, ?> json, Map<String, NdArray> tensors, String where) {
    Optional<Best> best = Optional.empty();
    if (json.get("best") instanceof Map<?, ?> map) {
      best =
          Optional.of(
              new Best(
                  whole(map, "step", where),
                  Math.toIntExact(whole(map, "epoch", where)),
                  String.valueOf(map.get("monitor")),
                  number(map, "value", where)));
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    if (json.get("spec") instanceof Map<?, ?> map) {
      map.forEach((key, value) -> spec.put((String) key, value));
    }
    return new Checkpoint(
        whole(json, "step", where),
        Math.toIntExact(whole(json, "epoch", where)),
        whole(json, "examples", where),
        whole(json, "seed", where),
        number(json, "rate_factor", where),
        best,
        String.valueOf(json.get("numerics")),
        callbacks(json),
        spec,
        tensors);
  }

  private static long whole(Map<?, ?> json, String key, String where) {
    return json.get(key) instanceof Long value ? value : bad(where, key, json.get(key));
  }

  private static double number(Map<?, ?> json, String key, String where) {
    return json.get(key) instanceof Number value
        ? value.doubleValue()
        : bad(where, key, json.get(key));
  }

  private static long bad(String where, String key, @Nullable Object value) {
    throw new DataException(where, "'" + key + "' must be a number, got " + value, "");
  }
}
