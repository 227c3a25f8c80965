package graft.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.GraftException;
import graft.api.Kind;
import graft.api.NoConfig;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.api.run.RunSpec;
import graft.core.registry.Registration;
import graft.core.registry.Registry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever a source or a transform does, there is one message that names it and its bundle. */
class MisbehavingDataTest {
  private static final String HINT = "; hint: report it to its author";

  private final Registry registry = new Registry();

  /** A stream of which a test says what goes wrong. */
  private static class Lines implements Dataset, DataSource<NoConfig> {
    @Override
    public Dataset open(NoConfig config) {
      return this;
    }

    @Override
    public Schema schema() {
      return Table.line(8).schema();
    }

    @Override
    public long size() {
      return 8;
    }

    @Override
    public boolean isStream() {
      return true;
    }

    @Override
    public void read(long index, Row row) {
      throw new IllegalStateException("a stream has no index");
    }

    @Override
    public Cursor cursor() {
      return Table.line(8).cursor();
    }
  }

  private static final class NoCursor extends Lines {
    @Override
    public Cursor cursor() {
      throw new IllegalStateException("no connection");
    }
  }

  private static final class NoEnd extends Lines {
    @Override
    public Cursor cursor() {
      Cursor cursor = Table.line(8).cursor();
      return new Cursor() {
        @Override
        public boolean next(Row row) {
          return cursor.next(row);
        }

        @Override
        public void close() {
          throw new IllegalStateException("stuck");
        }
      };
    }
  }

  private static final class NoNotes extends Lines {
    @Override
    @SuppressWarnings("NullAway")
    public List<String> notes() {
      return null;
    }
  }

  private static final class Endless extends Lines {
    @Override
    public long size() {
      return Long.MAX_VALUE;
    }
  }

  /** Opens the data and reads two epochs. */
  private String fault(Lines lines, Object... transforms) {
    Registration odd = registry.add(Kind.SOURCE, "odd", 0, () -> lines);
    RunSpec spec =
        Bench.spec("batch", 4L)
            .with(
                "data",
                Map.of("source", "odd", "validation", 0, "transforms", List.of(transforms)));
    String message =
        String.valueOf(assertThrows(GraftException.class, () -> read(spec)).getMessage());
    odd.close();
    return message.replaceFirst(", at \\w+\\.java:\\d+", ""); // where in the code: RegistryTest
  }

  private void read(RunSpec spec) {
    try (DataPipeline data = DataPipeline.open(spec, TrainingPlan.of(spec), registry);
        BatchReader reader = data.training(0, 0)) {
      for (int i = 0; i < 4; i++) {
        reader.next();
      }
    }
  }

  @Test
  void aSourceIsNamedWithItsBundle() {
    String failed = "source (odd): source 'odd' of graft-core 0.0.0 failed with java.lang.";
    assertEquals(failed + "IllegalStateException: no connection" + HINT, fault(new NoCursor()));
    assertEquals(failed + "IllegalStateException: stuck" + HINT, fault(new NoEnd()));
    assertEquals(failed + "NullPointerException: notes() gave null" + HINT, fault(new NoNotes()));
  }

  @Test
  void aStreamHasAnEnd() {
    // 2⁴⁰
    assertEquals(
        "source (odd): 1 to 1099511627776 examples expected, got 9223372036854775807",
        fault(new Endless()));
  }

  private static final class Throwing implements Transform<NoConfig> {
    @Override
    public Schema schema(NoConfig config, Schema from) {
      return from;
    }

    @Override
    public Mapper mapper(NoConfig config, Schema from, Map<String, Object> statistics) {
      return (given, to, random) -> {
        throw new IllegalStateException("oops");
      };
    }
  }

  @Test
  void aTransformIsNamedWithItsBundle() {
    registry.add(Kind.TRANSFORM, "throwing", 0, Throwing::new);
    String message = fault(new Lines(), "throwing");
    assertEquals(
        "transform 1 (throwing), example N: transform 'throwing' of graft-core 0.0.0 failed with"
            + " java.lang.IllegalStateException: oops"
            + HINT,
        message.replaceFirst("example \\d", "example N")); // of a shuffled batch
  }
}
