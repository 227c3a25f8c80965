package graft.core.train;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.Spec;
import graft.api.data.Batch;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.core.json.Json;
import graft.core.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The transforms of a run with their fitted statistics. Holds no plug-in: {@link #mapping} gets the
 * mappers, for as long as somebody reads through them.
 */
public final class Transforms {
  private record Stage(
      Spec spec, String where, boolean trainingOnly, Schema from, Map<String, Object> statistics) {}

  private final Registry registry;
  private final long seed;
  private final Schema source;
  private final List<Stage> stages = new ArrayList<>();
  private Schema schema;

  private Transforms(Registry registry, long seed, Schema source) {
    this.registry = registry;
    this.seed = seed;
    this.source = source;
    this.schema = source;
  }

  /** Fits each transform in turn on training examples that went through those before it. */
  static Transforms fit(List<Spec> specs, Registry registry, long seed, Dataset training) {
    Transforms transforms = new Transforms(registry, seed, training.schema());
    specs.forEach(spec -> transforms.add(spec, null, training));
    return transforms;
  }

  /**
   * The same transforms again, with what they learned.
   *
   * @param statistics one for each spec
   */
  public static Transforms of(
      List<Spec> specs,
      List<Map<String, Object>> statistics,
      Registry registry,
      long seed,
      Schema source) {
    if (specs.size() != statistics.size()) {
      throw new DataException(
          "the run has statistics of "
              + statistics.size()
              + " transforms, expected "
              + specs.size(),
          "data.transforms was changed; train a new run");
    }
    Transforms transforms = new Transforms(registry, seed, source);
    for (int i = 0; i < specs.size(); i++) {
      transforms.add(specs.get(i), statistics.get(i), null);
    }
    return transforms;
  }

  private void add(Spec spec, @Nullable Map<String, Object> known, @Nullable Dataset training) {
    String where = "transform " + (stages.size() + 1) + " (" + spec.type() + ")";
    Schema from = schema;
    schema =
        call(
            spec,
            where,
            (transform, config, who) -> {
              Objects.requireNonNull(transform.schema(config, from), "schema() gave null");
              Map<String, Object> statistics =
                  known != null ? known : learn(transform, config, from, training);
              Schema to =
                  Objects.requireNonNull(
                      transform.schema(config, from, statistics), "schema() gave null");
              if (transform.trainingOnly() && !to.equals(from)) {
                throw new ConfigException(
                    "is for training only, and so must leave the columns as they are", "");
              }
              stages.add(new Stage(spec, where, transform.trainingOnly(), from, statistics));
              return to;
            });
  }

  private Map<String, Object> learn(
      Transform<Object> transform, Object config, Schema from, @Nullable Dataset training) {
    Transform.Fit fit = transform.fit(config, from);
    if (fit == null || training == null) {
      return Map.of();
    }
    Row row = new Batch(from, 1).row().at(0);
    Mapping mapping = mapping(false);
    try (Dataset.Cursor examples = training.cursor()) {
      for (long i = 0; i < training.size() && mapping.next(examples, i, row); i++) {
        fit.accept(row);
      }
    }
    Map<String, Object> statistics = fit.statistics();
    Json.line(statistics); // they must be JSON values, to be saved with the model
    return statistics;
  }

  /** The source's columns. */
  Schema source() {
    return source;
  }

  /** The columns after all transforms. */
  public Schema schema() {
    return schema;
  }

  /** What each transform learned, in order; empty for those that learn nothing. */
  List<Map<String, Object>> statistics() {
    return stages.stream().map(Stage::statistics).toList();
  }

  /** The way of an example through the transforms, for one thread. */
  Mapping mapping(boolean training) {
    return new Mapping(steps(training), training);
  }

  /**
   * The same for evaluation of other data.
   *
   * @param conform gives their examples the source's columns
   */
  Mapping mapping(Schema given, OwnColumns conform) {
    List<Mapping.Step> steps = new ArrayList<>();
    steps.add(step("columns", "Graft", conform, given));
    steps.addAll(steps(false));
    return new Mapping(steps, false);
  }

  private List<Mapping.Step> steps(boolean training) {
    List<Mapping.Step> steps = new ArrayList<>();
    for (Stage stage : stages) {
      if (training || !stage.trainingOnly()) {
        steps.add(
            call(
                stage.spec(),
                stage.where(),
                (transform, config, who) ->
                    step(
                        stage.where(),
                        who,
                        Objects.requireNonNull(
                            transform.mapper(config, stage.from(), stage.statistics()),
                            "mapper() gave null"),
                        stage.from())));
      }
    }
    return steps;
  }

  private Mapping.Step step(String where, String who, Transform.Mapper mapper, Schema from) {
    return new Mapping.Step(
        where,
        who,
        mapper,
        new Batch(from, 1),
        new SeededRandom(seed, where),
        new SeededRandom(seed, where + " of a batch"));
  }

  /** What is done with a transform; {@code who} names it and its bundle. */
  private interface Use<R> {
    R apply(Transform<Object> transform, Object config, String who);
  }

  @SuppressWarnings("unchecked")
  private <R> R call(Spec spec, String where, Use<R> body) {
    try {
      return registry.use(
          Kind.TRANSFORM,
          spec.type(),
          (plugin, provider) ->
              body.apply(
                  (Transform<Object>) plugin,
                  registry.config(plugin, Kind.TRANSFORM, spec, ""),
                  provider.toString()));
    } catch (GraftException e) {
      throw e.at(where);
    }
  }
}
