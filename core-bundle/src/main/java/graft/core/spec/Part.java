package graft.core.spec;

import java.util.List;
import java.util.Locale;

/**
 * The objects of a model file that have fixed keys. {@code docs/model.schema.json} has a definition
 * of the same name and keys for each; a test compares them.
 */
enum Part {
  FILE("$schema", "graft", "name", "version", "description", "model", "training", "data"),
  SEQUENTIAL("type", "name", "trainable", "dtype", "inputs", "input", "layers"),
  GRAPH("type", "name", "trainable", "dtype", "inputs", "layers", "outputs"),
  INPUT("shape", "dtype"),
  /** Its own configuration has further keys. */
  LAYER("type", "name", "trainable", "dtype", "inputs", "share", "activity_regularizer"),
  /** Another use of a layer of the same model. */
  SHARED("type", "name", "inputs", "layer"),
  TRAINING(
      "loss",
      "optimizer",
      "metrics",
      "schedule",
      "epochs",
      "steps",
      "batch",
      "seed",
      "shuffle",
      "class_weights",
      "reduction",
      "gradient_clip_norm",
      "gradient_clip_value",
      "global_clip_norm",
      "weight_decay",
      "weight_decay_exclude",
      "use_ema",
      "ema_momentum",
      "callbacks",
      "checkpoint",
      "missing_type",
      "weights"),
  WEIGHTS("file", "layout", "names", "flattened", "strict"),
  CHECKPOINT("every_steps", "every_epochs", "keep", "best"),
  BEST("metric", "mode"),
  DATA("source", "validation", "transforms", "shuffle_buffer", "workers"),
  LAST("last");

  @SuppressWarnings("ImmutableEnumChecker") // A copy.
  private final List<String> keys;

  Part(String... keys) {
    this.keys = List.of(keys);
  }

  List<String> keys() {
    return keys;
  }

  /** The name of its definition in the schema. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
