package graft.data.transform.table;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.TransformType;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Columns;
import graft.data.transform.FeatureFit;
import graft.data.transform.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * Numbers to the number of their bin: {@code y = how many boundaries are ≤ x}. The boundaries are
 * given, or the quantiles of the training data that make bins of equally many values, for each
 * index of the last axis.
 *
 * <p>Longer than a catalogue class should be, as the bins come from two places.
 */
@Component
@TransformType("discretization")
@Doc(
    value = "Binning: numbers to the bins of given boundaries or of equal frequency",
    formula = "y = number of boundaries ≤ x; fitted boundaries: quantiles i / num_bins",
    shapes = "x floating (…, features) → y i32 (…, features)",
    source = "Keras Discretization; quantiles as robust_scale's")
public final class Discretization implements Transform<Discretization.Config> {
  /** The bins, and which columns. */
  public record Config(
      @Range(min = 2, max = 10_000) @Doc("how many bins, fitted") Optional<Integer> numBins,
      @Default("[]") @Doc("the boundaries, ascending, in place of num_bins")
          List<Double> binBoundaries,
      @Default("[]") @Doc("columns; all features of floating numbers if empty")
          List<String> columns) {
    public Config {
      if (numBins.isPresent() != binBoundaries.isEmpty()) {
        throw new ConfigException("expected one of num_bins and bin_boundaries", "");
      }
      if (!binBoundaries.stream().sorted().distinct().toList().equals(binBoundaries)) {
        throw new ConfigException("bin_boundaries: expected ascending, got " + binBoundaries, "");
      }
    }

    int bins() {
      return numBins.orElse(binBoundaries.size() + 1);
    }
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    List<String> bins = IntStream.range(0, config.bins()).mapToObj(i -> "bin " + i).toList();
    return Columns.replace(
        schema,
        Columns.floating(config.columns(), schema),
        column -> new Column(column.name(), column.role(), DType.I32, column.shape(), bins));
  }

  @Override
  public @Nullable Fit fit(Config config, Schema schema) {
    if (config.numBins().isEmpty()) {
      return null;
    }
    double[] shares =
        IntStream.range(1, config.bins()).mapToDouble(i -> i / (double) config.bins()).toArray();
    return new FeatureFit(
        schema,
        Columns.floating(config.columns(), schema),
        () -> {
          Quantiles quantiles = new Quantiles();
          return FeatureFit.Learner.of(
              quantiles::accept,
              () -> Map.of("boundaries", Arrays.stream(quantiles.at(shares)).boxed().toList()));
        });
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    List<Integer> chosen = Columns.floating(config.columns(), schema);
    Bins bins = new Bins(schema);
    for (int i : chosen) {
      List<?> boundaries =
          config.numBins().isEmpty()
              ? List.of(config.binBoundaries())
              : Statistics.list(statistics, schema.columns().get(i), "boundaries");
      bins.add(i, boundaries);
    }
    return new ColumnMapper(schema, chosen, bins);
  }
}
