package graft.tck;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.NoConfig;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The proof finds each way of breaking the contract. */
class TransformProofTest {
  private static final Schema SCHEMA =
      new Schema(List.of(new Column("x", Column.Role.FEATURE, DType.F32, List.of(2), List.of())));

  /** x = (1, 2), (3, 4), (5, 6). */
  private static Batch examples() {
    Batch batch = new Batch(SCHEMA, 3);
    float[] x = (float[]) batch.array(0);
    for (int i = 0; i < x.length; i++) {
      x[i] = i + 1;
    }
    return batch;
  }

  /** A transform of one kind of mapper. */
  private record Tested(Supplier<Mapper> mappers, Map<String, Object> learned, boolean forTraining)
      implements Transform<NoConfig> {
    @Override
    public Schema schema(NoConfig config, Schema schema) {
      return schema;
    }

    @Override
    public Fit fit(NoConfig config, Schema schema) {
      return new Fit() {
        @Override
        public void accept(Row row) {}

        @Override
        public Map<String, Object> statistics() {
          return learned;
        }
      };
    }

    @Override
    public Mapper mapper(NoConfig config, Schema schema, Map<String, Object> statistics) {
      return mappers.get();
    }

    @Override
    public boolean trainingOnly() {
      return forTraining;
    }
  }

  private static void copy(Row from, Row to) {
    to.set(0, 0, from.get(0, 0));
    to.set(0, 1, from.get(0, 1));
  }

  private static void refused(String line, Transform<NoConfig> transform) {
    AssertionError e =
        assertThrows(
            AssertionError.class, () -> Tck.transform(transform, new NoConfig(), examples()));
    assertTrue(e.getMessage().contains("FAIL  " + line), e.getMessage());
  }

  private static Tested mapping(Transform.Mapper mapper) {
    return new Tested(() -> mapper, Map.of(), false);
  }

  @Test
  void aCopyIsProven() {
    Tck.transform(mapping((from, to, random) -> copy(from, to)), new NoConfig(), examples());
  }

  @Test
  void whatDependsOnTheExamplesBeforeIsFound() {
    float[] last = {0};
    refused(
        "the same examples give the same bits",
        mapping(
            (from, to, random) -> {
              copy(from, to);
              to.set(0, 1, last[0]);
              last[0] = (float) from.get(0, 0);
            }));
  }

  @Test
  void anElementThatIsNotWrittenIsFound() {
    refused(
        "every element is written", mapping((from, to, random) -> to.set(0, 0, from.get(0, 0))));
  }

  @Test
  void writingIntoTheExamplesIsFound() {
    refused(
        "examples are left as they were",
        mapping(
            (from, to, random) -> {
              copy(from, to);
              from.set(0, 0, 0);
            }));
  }

  @Test
  void statisticsThatJsonDoesNotKeepAreFound() {
    Transform.Mapper mapper = (from, to, random) -> copy(from, to);
    refused("statistics are JSON values", new Tested(() -> mapper, Map.of("n", 1), false));
    refused("statistics are JSON values", new Tested(() -> mapper, Map.of("n", 0.0 / 0), false));
  }

  @Test
  void finishingThatDependsOnBatchesBeforeIsFound() {
    refused(
        "a finished batch depends on its rows",
        new Tested(
            () ->
                new Transform.Mapper() {
                  private int batches;

                  @Override
                  public void apply(Row from, Row to, RandomGenerator random) {
                    copy(from, to);
                  }

                  @Override
                  public void finish(Batch batch, int examples, RandomGenerator random) {
                    batch.row().at(0).set(0, 0, batches++);
                  }
                },
            Map.of(),
            true));
  }
}
