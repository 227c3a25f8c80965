package graft.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.NoConfig;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.run.RunSpec;
import graft.core.registry.Registry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StreamTest {
  private final Registry registry = new Registry();
  private final List<Dataset.Cursor> open = new ArrayList<>();

  StreamTest() {
    registry.add(Kind.SOURCE, "lines", 0, Bench.Lines::new);
    registry.add(Kind.TRANSFORM, "center", 0, DataPipelineTest.Center::new);
    registry.add(Kind.TRANSFORM, "noise", 0, DataPipelineTest.Noise::new);
    add("stream", 20, place -> {});
  }

  /** Examples x = place / 4, y = 2 x + 1, that exist only while they are read. */
  private class Stream implements Dataset {
    private final long size;
    private final LongConsumer watch;

    Stream(long size, LongConsumer watch) {
      this.size = size;
      this.watch = watch;
    }

    @Override
    public Schema schema() {
      return Table.line(0).schema();
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public boolean isStream() {
      return true;
    }

    @Override
    public void read(long index, Row row) {
      throw new AssertionError("a stream has no index");
    }

    @Override
    public Cursor cursor() {
      Cursor cursor =
          new Cursor() {
            private long place;

            @Override
            public boolean next(Row row) {
              if (place == size) {
                return false;
              }
              watch.accept(place);
              row.set(0, 0, place / 4.0);
              row.set(1, 0, 2 * (place++ / 4.0) + 1);
              return true;
            }

            @Override
            public void close() {
              synchronized (open) {
                open.remove(this);
              }
            }
          };
      synchronized (open) {
        open.add(cursor);
      }
      return cursor;
    }
  }

  private record Source(Dataset data) implements DataSource<NoConfig> {
    @Override
    public Dataset open(NoConfig config) {
      return data;
    }
  }

  private void add(String name, long size, LongConsumer watch) {
    Stream stream = new Stream(size, watch);
    registry.add(Kind.SOURCE, name, 0, () -> new Source(stream));
  }

  private DataPipeline open(Map<String, Object> training, Object... data) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < data.length; i += 2) {
      fields.put((String) data[i], data[i + 1]);
    }
    RunSpec spec = new RunSpec(Map.of("training", training, "data", fields));
    return DataPipeline.open(spec, TrainingPlan.of(spec), registry);
  }

  private static List<Double> epoch(BatchReader reader) {
    List<Double> x = new ArrayList<>();
    HostBatch batch;
    do {
      batch = reader.next();
      for (int i = 0; i < batch.size; i++) {
        x.add(batch.row.at(i).get(0, 0));
      }
    } while (!batch.last);
    return x;
  }

  @Test
  void inItsOrderAStreamGivesWhatItsExamplesWithAnIndexGive() {
    List<List<Double>> both = new ArrayList<>();
    List<Object> statistics = new ArrayList<>();
    for (String source : List.of("lines", "stream")) {
      try (DataPipeline data =
              open(
                  Map.of("shuffle", false, "batch", 6L),
                  "source",
                  source,
                  "validation",
                  Map.of("last", 4L),
                  "transforms",
                  List.of("center", "noise"));
          BatchReader reader = data.training(0, 6);
          BatchReader held = data.validation().orElseThrow()) {
        List<Double> x = epoch(reader);
        x.addAll(epoch(reader));
        x.addAll(epoch(held));
        both.add(x);
        statistics.add(data.statistics());
        assertEquals(16, data.examples());
      }
    }
    assertEquals(both.get(0), both.get(1));
    assertEquals(statistics.get(0), statistics.get(1));
    assertTrue(open.isEmpty(), "cursors are left open");
  }

  @Test
  void eachEpochIsAnotherOrderWithinTheBuffer() {
    try (DataPipeline data = open(Map.of("batch", 6L), "source", "stream", "shuffle_buffer", 5L);
        BatchReader reader = data.training(0, 0)) {
      List<Double> first = epoch(reader);
      List<Double> second = epoch(reader);
      assertEquals(20, new TreeSet<>(first).size());
      assertEquals(new TreeSet<>(first), new TreeSet<>(second));
      assertNotEquals(first, second);
      // The k-th example drawn is one of the first k + 5 of the stream.
      for (int i = 0; i < 20; i++) {
        assertTrue(4 * first.get(i) < i + 5, first.toString());
      }
    }
  }

  @Test
  void theOrderDependsOnTheSeedOnly() {
    List<List<Double>> orders = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      try (DataPipeline data = open(Map.of("seed", seed, "batch", 3L), "source", "stream");
          BatchReader reader = data.training(0, 0)) {
        orders.add(epoch(reader));
      }
    }
    assertEquals(orders.get(0), orders.get(1));
    assertNotEquals(orders.get(0), orders.get(2));
  }

  @Test
  void aReaderThatBeginsInTheMiddleGivesTheRest() {
    try (DataPipeline data =
            open(
                Map.of("batch", 6L),
                "source",
                "stream",
                "shuffle_buffer",
                7L,
                "validation",
                0.25,
                "transforms",
                List.of("noise"));
        BatchReader whole = data.training(0, 0);
        BatchReader rest = data.training(1, 6)) {
      epoch(whole);
      List<Double> second = epoch(whole);
      assertEquals(second.subList(6, second.size()), epoch(rest));
      assertEquals(epoch(whole), epoch(rest)); // the epoch after
    }
  }

  @Test
  void aFractionIsHeldBackBySeedAndPlace() {
    List<List<Double>> held = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      try (DataPipeline data = open(Map.of("seed", seed), "source", "stream", "validation", 0.25);
          BatchReader training = data.training(0, 0);
          BatchReader validation = data.validation().orElseThrow()) {
        List<Double> back = epoch(validation);
        List<Double> rest = epoch(training);
        assertEquals(data.validationExamples(), back.size());
        assertEquals(data.examples(), rest.size());
        TreeSet<Double> all = new TreeSet<>(back);
        all.addAll(rest);
        assertEquals(20, all.size());
        held.add(back);
      }
    }
    assertEquals(held.get(0), held.get(1));
    assertNotEquals(held.get(0), held.get(2));
  }

  /** Each example passes by; an array of a number for each would not fit into memory. */
  @Test
  void aStreamFarLargerThanTheBufferTakesTheBuffersMemory() {
    long size = 1L << 40;
    add("endless", size, place -> {});
    try (DataPipeline data =
            open(
                Map.of("batch", 50L),
                "source",
                "endless",
                "validation",
                Map.of("last", size / 2),
                "shuffle_buffer",
                1_000L);
        BatchReader reader = data.training(0, 0)) {
      double greatest = 0;
      for (int i = 0; i < 4_000; i++) {
        HostBatch batch = reader.next();
        greatest = Math.max(greatest, 4 * batch.row.at(49).get(0, 0));
      }
      assertTrue(greatest > 190_000 && greatest < 201_000, "read up to " + greatest);
      assertEquals(size / 2, data.examples());
    }
  }

  @Test
  void aFaultComesAtItsPlace() {
    add(
        "broken",
        20,
        place -> {
          if (place == 7) {
            throw new DataException("file.csv line 8", "expected a number, got 'x'", "");
          }
        });
    try (DataPipeline data =
            open(Map.of("shuffle", false, "batch", 3L), "source", "broken", "workers", 3L);
        BatchReader reader = data.training(0, 0)) {
      assertEquals(3, reader.next().size);
      assertEquals(3, reader.next().size);
      for (int i = 0; i < 2; i++) { // and it stays
        assertEquals(
            "file.csv line 8: expected a number, got 'x'",
            assertThrows(DataException.class, reader::next).getMessage());
      }
    }
  }

  @Test
  void aStreamThatEndsEarlyIsSaid() {
    Stream shorter = new Stream(5, place -> {});
    registry.add(
        Kind.SOURCE,
        "shrunk",
        0,
        () ->
            new Source(
                new Dataset() {
                  @Override
                  public Schema schema() {
                    return shorter.schema();
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
                  public void read(long index, Row row) {}

                  @Override
                  public Cursor cursor() {
                    return shorter.cursor();
                  }
                }));
    try (DataPipeline data = open(Map.of("shuffle", false, "batch", 8L), "source", "shrunk");
        BatchReader reader = data.training(0, 0)) {
      assertEquals(
          "data source: it ended after 5 examples, expected 8; hint: did it change while it was"
              + " read?",
          assertThrows(GraftException.class, reader::next).getMessage());
    }
  }

  @Test
  void aBufferThatDoesNotFitIsRefused() {
    Schema wide =
        new Schema(
            List.of(
                new Column(
                    "image", Column.Role.FEATURE, DType.F32, List.of(1000, 1000), List.of())));
    Stream stream =
        new Stream(1L << 40, place -> {}) {
          @Override
          public Schema schema() {
            return wide;
          }
        };
    registry.add(Kind.SOURCE, "wide", 0, () -> new Source(stream));
    String message =
        assertThrows(
                ConfigException.class,
                () -> open(Map.of(), "source", "wide", "shuffle_buffer", 1_000_000_000L))
            .getMessage();
    assertTrue(
        message.startsWith(
            "data.shuffle_buffer: 1000000000 examples of 4000001 bytes take more than half of the"
                + " memory; hint: at most "),
        message);
    // 256 MiB / 4 MB
    assertEquals(67, new ReadingPlan(1, 0).capacity(stream));
  }
}
