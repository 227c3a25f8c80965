package graft.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.NdArray;
import graft.api.data.ArrayDataset;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransformsTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Column("x", Column.Role.FEATURE, DType.F32, List.of(2), List.of()),
              new Column("y", Column.Role.TARGET, DType.I32, List.of(), List.of("a", "b", "c"))));

  /** x = (1, 5), (3, 5), (5, 5): means 3 and 5, variances 8/3 and 0. */
  private static final ArrayDataset DATA =
      new ArrayDataset(
          SCHEMA,
          List.of(
              new NdArray(new float[] {1, 5, 3, 5, 5, 5}, 3, 2),
              new NdArray(new int[] {0, 2, 1}, 3)));

  private static <C> Batch applied(Transform<C> transform, C config) {
    Transform.Fit fit = transform.fit(config, SCHEMA);
    Batch from = new Batch(SCHEMA, 3);
    Row row = from.row();
    for (int i = 0; i < 3; i++) {
      DATA.read(i, row.at(i));
      if (fit != null) {
        fit.accept(row);
      }
    }
    Map<String, Object> statistics = fit == null ? Map.of() : fit.statistics();
    Batch to = new Batch(transform.schema(config, SCHEMA), 3);
    Row target = to.row();
    for (int i = 0; i < 3; i++) {
      transform
          .mapper(config, SCHEMA, statistics)
          .apply(row.at(i), target.at(i), new SplittableRandom(0));
    }
    return to;
  }

  @Test
  void standardisedFeaturesHaveMeanZeroAndVarianceOne() {
    Batch batch = applied(new Standardise(), new Standardise.Config(List.of()));
    float s = (float) (2 / Math.sqrt(8 / 3.0));
    // The second feature never changes and is only centred.
    assertArrayEquals(new float[] {-s, 0, 0, 0, s, 0}, (float[]) batch.array(0), 1e-6f);
    assertArrayEquals(new int[] {0, 2, 1}, (int[]) batch.array(1));
  }

  @Test
  void integersCannotBeStandardised() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> new Standardise().schema(new Standardise.Config(List.of("y")), SCHEMA));
    assertTrue(e.getMessage().contains("column 'y'"), e.getMessage());
  }

  @Test
  void oneHotPutsAOneAtTheClass() {
    Batch batch = applied(new OneHot(), new OneHot.Config("y", Optional.empty()));
    assertArrayEquals(new float[] {1, 0, 0, 0, 0, 1, 0, 1, 0}, (float[]) batch.array(1));
    assertEquals(List.of(3), batch.schema().columns().get(1).shape());
  }

  @Test
  void classOutsideIsRefused() {
    DataException e =
        assertThrows(
            DataException.class,
            () -> applied(new OneHot(), new OneHot.Config("y", Optional.of(2))));
    assertTrue(e.getMessage().contains("from 0 to 1, got 2"), e.getMessage());
  }
}
