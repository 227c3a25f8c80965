package graft.tck;

import graft.api.DType;
import graft.api.DataException;
import graft.api.NdArray;
import graft.api.Shape;
import graft.api.Tensor;
import graft.api.TensorType;
import graft.api.accel.Accelerator;
import graft.api.run.Lab;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;

/** Proves an accelerator against the reference interpreter. */
final class AcceleratorProof {
  private static final int[] THREADS = {1, 2, 4};
  private static final int SHAPES = 12;

  private final Lab lab;
  private final Accelerator accelerator;
  private final long seed;
  private final int graphs;

  AcceleratorProof(Lab lab, Accelerator accelerator, long seed, int graphs) {
    this.lab = lab;
    this.accelerator = accelerator;
    this.seed = seed;
    this.graphs = graphs;
  }

  void run(Proof proof) {
    proof.note("device", accelerator.description() + ", numerics " + accelerator.numericsKey());
    for (String name : RandomGraphs.names()) {
      proof.check("operation " + name, () -> operation(name));
    }
    if (graphs > 0) {
      proof.check("random graphs", this::randomGraphs);
    }
    proof.check("the same bits for 1, 2 and 4 threads, and run after run", this::threads);
    proof.check("an index outside is an error and reads nothing", this::index);
    proof.check("memory checks its bounds", this::memory);
  }

  /** One operation over random shapes and dtypes. */
  private String operation(String name) {
    for (int i = 0; i < SHAPES; i++) {
      judge(RandomGraphs.of(name, seed + i), false);
    }
    return "";
  }

  /** Several at a time, which an accelerator must stand; of failures the lowest seed is named. */
  private String randomGraphs() {
    Map<String, Integer> counts = new ConcurrentSkipListMap<>();
    Optional<String> failure =
        LongStream.range(seed, seed + graphs)
            .parallel()
            .mapToObj(
                i -> {
                  RandomGraph graph = RandomGraphs.of(i);
                  graph.makers().forEach(name -> counts.merge(name, 1, Integer::sum));
                  return fault(graph);
                })
            .filter(text -> !text.isEmpty())
            .findFirst();
    Proof.require(failure.isEmpty(), failure.orElse(""));
    int least = counts.values().stream().min(Integer::compare).orElse(0);
    // 1,000 graphs must have every operation 20 times, fewer of them the same share.
    Proof.require(
        counts.size() == RandomGraphs.names().size() && least >= graphs * 20 / 1000,
        "some operation is in too few graphs: " + counts);
    return graphs + " from seed " + seed + ", each operation in " + least + " or more";
  }

  private String fault(RandomGraph graph) {
    try {
      judge(graph, true);
      return "";
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void judge(RandomGraph graph, boolean whole) {
    Agreement agreement = new Agreement(lab, accelerator, 1);
    try {
      agreement.eachOperation(graph.graph(), graph.inputs(), graph.sizes());
      if (whole) {
        agreement.whole(graph.graph(), graph.inputs(), graph.sizes(), graph.seed());
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "graph of seed " + graph.seed() + " " + graph.makers() + ": " + e.getMessage(), e);
    }
  }

  /** Every operation over tensors that are large enough to be shared among threads. */
  private String threads() {
    for (String name : RandomGraphs.names()) {
      RandomGraph graph = RandomGraphs.large(name, seed);
      List<NdArray> expected = List.of();
      for (int threads : THREADS) {
        for (int times : new int[] {1, 3}) {
          try (Runner runner = new Runner(accelerator, lab.compile(graph.graph()), threads)) {
            List<NdArray> actual = runner.run(graph.inputs(), graph.sizes(), times);
            for (int i = 0; i < expected.size(); i++) {
              Proof.require(
                  Values.same(expected.get(i), actual.get(i)),
                  name
                      + " (seed "
                      + seed
                      + "), output "
                      + i
                      + ": other bits with "
                      + threads
                      + " threads, run "
                      + times
                      + ", than with one thread, run 1");
            }
            expected = expected.isEmpty() ? actual : expected;
          }
        }
      }
    }
    return "";
  }

  private String index() {
    Tensor table = Tensor.input("table", new TensorType(DType.F32, Shape.of(3, 2)));
    Tensor indices = Tensor.input("indices", new TensorType(DType.I32, Shape.of(2)));
    NdArray values = new NdArray(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    for (int wrong : new int[] {3, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      NdArray at = new NdArray(new int[] {0, wrong}, 2);
      try (Runner runner =
          new Runner(
              accelerator, lab.compile(Rewrite.graphOf(List.of(table.gather(indices, 0)))), 1)) {
        List<NdArray> read = runner.run(Map.of("table", values, "indices", at), Map.of());
        throw new AssertionError("index " + wrong + " of 3 rows read " + read);
      } catch (DataException expected) {
        Proof.require(
            expected.getMessage().contains(Integer.toString(wrong)),
            "the message does not name the index " + wrong + ": " + expected.getMessage());
      }
    }
    return "";
  }

  private String memory() {
    var memory = accelerator.allocate(DType.F32, 4);
    memory.write(new float[] {1, 2, 3, 4}, 0, 0, 4);
    float[] back = new float[2];
    memory.read(1, back, 0, 2);
    Proof.require(back[0] == 2 && back[1] == 3, "wrote 1 2 3 4, read " + back[0] + " " + back[1]);
    try {
      memory.read(3, back, 0, 2);
      throw new AssertionError("reading 2 elements from 3 of 4 was allowed");
    } catch (IndexOutOfBoundsException expected) {
      memory.close();
    }
    return "";
  }
}
