package graft.itests;

import static org.junit.Assert.assertEquals;

import graft.api.DType;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import graft.api.run.ModelBuilder;
import graft.api.run.Predictor;
import graft.api.run.RunSpec;
import graft.api.run.TrainOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Transforms are fitted on training data only, and applied the same in prediction. */
public class TransformsIT {
  private static final int TRAINING = 12;
  private static final int HELD_OUT = 4;

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  private static final Schema SCHEMA =
      new Schema(
          List.of(
              column("size", Column.Role.FEATURE, DType.F32),
              column("city", Column.Role.FEATURE, DType.STRING),
              column("remark", Column.Role.FEATURE, DType.STRING),
              column("price", Column.Role.TARGET, DType.F32)));

  private static Column column(String name, Column.Role role, DType dtype) {
    return new Column(name, role, dtype, List.of(), List.of());
  }

  /**
   * Examples of which those held out differ in all that is fitted: other sizes, one missing, a city
   * and words that the training data does not have.
   */
  private static ArrayDataset examples(int from, int to) {
    int n = TRAINING + HELD_OUT;
    float[] sizes = new float[n];
    String[] cities = new String[n];
    String[] remarks = new String[n];
    float[] prices = new float[n];
    for (int i = 0; i < n; i++) {
      boolean heldOut = i >= TRAINING;
      sizes[i] = i % 5 == 4 ? Float.NaN : heldOut ? 100 + i : i;
      cities[i] = heldOut && i % 2 == 0 ? "Oslo" : i % 3 == 0 ? "Rome" : "Bonn";
      remarks[i] = heldOut ? "Quite new, bright!" : i % 2 == 0 ? "old and dark" : "bright";
      prices[i] = i;
    }
    return new ArrayDataset(
        SCHEMA,
        List.of(
            new NdArray(Arrays.copyOfRange(sizes, from, to), to - from),
            new NdArray(Arrays.copyOfRange(cities, from, to), to - from),
            new NdArray(Arrays.copyOfRange(remarks, from, to), to - from),
            new NdArray(Arrays.copyOfRange(prices, from, to), to - from)));
  }

  private static RunSpec model() {
    return ModelBuilder.sequential()
        .layer(Spec.of("dense").with("units", 1L))
        .loss("mean_squared_error")
        .training("optimizer", Map.of("type", "sgd", "learning_rate", 0.001))
        .metrics("mean_squared_error")
        .training("epochs", 1L) // of several, prediction would take the best
        .training("batch", 4L)
        .source(Spec.of("memory").with("name", "houses"))
        .data("validation", Map.of("last", (long) HELD_OUT))
        .data(
            "transforms",
            List.of(
                Map.of("type", "impute", "strategy", "median"),
                "robust_scale",
                Map.of("type", "one_hot", "columns", List.of("city")),
                Map.of("type", "text_vectorization", "output_mode", "tf_idf"),
                Map.of("type", "random_noise", "stddev", 10.0),
                "concatenate"))
        .build();
  }

  @Test
  public void thePredictorsFiguresAreThoseOfValidation() throws Exception {
    Path out = temporary.getRoot().toPath().resolve("run");
    try (ClassPathGraft classPath = new ClassPathGraft()) {
      Graft graft = classPath.graft();
      graft.provide("houses", examples(0, 16));
      Event.Done done = graft.train(model(), TrainOptions.defaults().out(out)).await();
      assertEquals(done.toString(), Job.State.FINISHED, done.state());
      double expected = done.validation().orElseThrow().metrics().get("mean_squared_error");

      // The held-out examples alone: were anything fitted on them, or noise added, it would show.
      double sum = 0;
      try (Predictor predictor = graft.predictor(out, TrainOptions.defaults())) {
        NdArray price = predictor.predict(examples(12, 16)).values().iterator().next();
        for (int i = 0; i < HELD_OUT; i++) {
          sum += Math.pow(price.get(i) - (TRAINING + i), 2);
        }
      }
      // Both from the same f32 predictions; the metric's mean is rounded to f32, 6e-8, a few times.
      assertEquals(expected, sum / HELD_OUT, 1e-6 * expected);
    }
  }
}
