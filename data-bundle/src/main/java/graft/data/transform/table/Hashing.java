package graft.data.transform.table;

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
import graft.data.transform.StableHash;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Texts or integers to bins by a hash that never changes: {@code y = mix(fnv1a64(salt + x)) mod
 * num_bins} over UTF-8, with SplitMix64's finaliser as mix; integers by their decimal digits. Needs
 * no vocabulary; different values may share a bin.
 */
@Component
@TransformType("hashing")
@Doc(
    value = "Texts or integers to bins by a hash, without a vocabulary",
    formula = "y = mix(fnv1a64(salt + x)) mod num_bins",
    shapes = "x text or integer (…) → y i32 (…)",
    source = "Keras Hashing with another hash: FNV-1a 64, then the finaliser of SplitMix64")
public final class Hashing implements Transform<Hashing.Config> {
  /** How many bins, and which columns. */
  public record Config(
      @Range(min = 1) @Doc("how many bins") int numBins,
      @Default("") @Doc("other salts give other hashes") String salt,
      @Default("[]") @Doc("columns of text or integers; all features of text if empty")
          List<String> columns) {}

  private static List<Integer> chosen(Config config, Schema schema) {
    return config.columns().isEmpty()
        ? Columns.texts(List.of(), schema)
        : Columns.choose(
            config.columns(),
            schema,
            c -> c.dtype() == DType.STRING || c.dtype().isInteger(),
            "text or integers");
  }

  @Override
  public Schema schema(Config config, Schema schema) {
    return Columns.replace(
        schema,
        chosen(config, schema),
        column -> new Column(column.name(), column.role(), DType.I32, column.shape(), List.of()));
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    return new ColumnMapper(
        schema,
        chosen(config, schema),
        (from, to, column, random) -> {
          boolean text = from.array(column) instanceof String[];
          for (int e = 0; e < from.elements(column); e++) {
            String key = text ? from.text(column, e) : Long.toString((long) from.get(column, e));
            to.set(column, e, StableHash.bin(key, config.salt(), config.numBins()));
          }
        });
  }
}
