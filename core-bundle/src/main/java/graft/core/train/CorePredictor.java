package graft.core.train;

import graft.api.ConfigException;
import graft.api.Dim;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Program;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.api.run.Held;
import graft.api.run.Predictor;
import graft.api.run.RunSpec;
import graft.core.compile.Compiler;
import graft.core.registry.Registry;
import graft.core.state.Checkpoint;
import graft.core.state.StateStore;
import graft.core.trace.DataInputs;
import graft.core.trace.TracedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Answers with a run's weights. One caller at a time is served; others wait. */
public final class CorePredictor implements Predictor {
  private static final String OUTPUT = "output:";

  /** Numbers of all outputs together that are kept of held back examples: 64 MB. */
  private static final long MOST_NUMBERS = 1 << 24;

  private final RunSpec spec;
  private final Transforms transforms;
  private final Registry registry;
  private final Spec source;
  private final ReadingPlan reading;
  private final Schema features;
  private final int batch;
  private final StateStore state;
  private final DeviceInputs inputs;
  private final Executable executable;
  private final BoundProgram program;

  CorePredictor(
      TracedModel model,
      Checkpoint checkpoint,
      Transforms transforms,
      RunSpec spec,
      Registry registry,
      Accelerator accelerator,
      int threads) {
    this.spec = spec;
    this.transforms = transforms;
    this.registry = registry;
    source = DataPipeline.source(spec);
    reading = ReadingPlan.of(spec);
    batch = TrainingPlan.of(spec).batch();
    features = new Schema(transforms.source().of(Column.Role.FEATURE));
    state = new StateStore(model.states(), accelerator, threads);
    inputs = new DeviceInputs(transforms.schema(), accelerator, batch);
    Executable made = null;
    try {
      state.restore(checkpoint);
      made = accelerator.compile(Compiler.compile(model.predict()), threads);
      program = new BoundProgram(made, state, inputs, accelerator, batch);
    } catch (RuntimeException e) {
      if (made != null) {
        made.close();
      }
      inputs.close();
      state.close();
      throw e;
    }
    executable = made;
  }

  @Override
  public Schema schema() {
    return features;
  }

  @Override
  public Map<String, List<String>> classes() {
    List<String> outputs =
        executable.program().ports().stream()
            .map(Program.Port::name)
            .filter(name -> name.startsWith(OUTPUT))
            .map(name -> name.substring(OUTPUT.length()))
            .toList();
    Map<String, List<String>> classes = new LinkedHashMap<>();
    // A transform may have made the classes, or forgotten their names.
    for (Schema schema : List.of(transforms.schema(), transforms.source())) {
      DataInputs.targets(schema.of(Column.Role.TARGET), outputs)
          .forEach(
              (output, target) -> {
                if (!target.classes().isEmpty()) {
                  classes.putIfAbsent(output, target.classes());
                }
              });
    }
    return classes;
  }

  @Override
  public Spec source() {
    return source;
  }

  @Override
  public Dataset open(Spec source) {
    Schema own = transforms.source();
    Dataset data = DataPipeline.openSource(registry, source, Optional.of(own));
    try {
      OwnColumns.require("source (" + source.type() + ")", own, data.schema(), true);
      return data;
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  @Override
  public synchronized Map<String, NdArray> predict(Dataset examples) {
    Map<String, NdArray> outputs = allocate(Math.toIntExact(examples.size()));
    if (examples.size() == 0) {
      return outputs;
    }
    try (BatchReader reader =
        DataPipeline.evaluation(
            examples, "examples to predict", transforms, batch, reading, true)) {
      HostBatch read;
      do {
        read = reader.next();
        predict(read, outputs, read.size);
      } while (!read.last);
    }
    return outputs;
  }

  /** Predicts a batch, and keeps what is said of its first {@code count} examples. */
  private void predict(HostBatch read, Map<String, NdArray> outputs, int count) {
    inputs.write(read);
    program.run(read.size);
    for (Map.Entry<String, NdArray> entry : outputs.entrySet()) {
      NdArray part = program.output(OUTPUT + entry.getKey());
      int each = part.size() / read.size;
      int offset = Math.toIntExact(read.first) * each;
      System.arraycopy(part.array(), 0, entry.getValue().array(), offset, count * each);
    }
  }

  @Override
  public synchronized Optional<Held> held(int most) {
    DataPipeline data =
        DataPipeline.open(
            spec,
            TrainingPlan.of(spec),
            registry,
            new DataPipeline.Learnt(transforms.source(), transforms.statistics()));
    try {
      Optional<Dataset> examples = data.held();
      if (examples.isEmpty()) {
        data.close();
        return Optional.empty();
      }
      long each = allocate(1).values().stream().mapToLong(NdArray::size).sum();
      long count = Math.min(Math.min(most, data.validationExamples()), MOST_NUMBERS / each);
      return Optional.of(held(data, examples.get(), Math.max(1, (int) count)));
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private Held held(DataPipeline data, Dataset examples, int count) {
    Map<String, NdArray> outputs = allocate(count);
    Map<String, NdArray> targets = new LinkedHashMap<>();
    List<Column> columns = transforms.schema().columns();
    try (BatchReader reader = data.validation().orElseThrow()) {
      int done = 0;
      while (done < count) {
        HostBatch read = reader.next();
        int kept = Math.min(read.size, count - done);
        predict(read, outputs, kept);
        for (int i = 0; i < columns.size(); i++) {
          if (columns.get(i).role() == Column.Role.TARGET) {
            Column column = columns.get(i);
            NdArray all = targets.computeIfAbsent(column.name(), name -> room(column, count));
            int each = column.elements();
            System.arraycopy(read.columns.array(i), 0, all.array(), done * each, kept * each);
          }
        }
        done += kept;
      }
    }
    return new Held(count, examples, targets, outputs, data::close);
  }

  private static NdArray room(Column column, int examples) {
    int[] shape =
        IntStream.concat(
                IntStream.of(examples), column.shape().stream().mapToInt(Integer::intValue))
            .toArray();
    return NdArray.zeros(column.dtype(), shape);
  }

  private Map<String, NdArray> allocate(int examples) {
    Map<String, NdArray> outputs = new LinkedHashMap<>();
    for (Program.Port port : executable.program().ports()) {
      if (port.name().startsWith(OUTPUT)) {
        Program.Buffer buffer = executable.program().buffer(port);
        List<Dim> dims = buffer.shape().dims();
        if (dims.isEmpty() || !dims.get(0).equals(Dim.open("batch"))) {
          throw new ConfigException(
              port.name(), "its first axis must be the batch, got " + buffer.shape(), "");
        }
        int[] shape =
            dims.stream().mapToInt(d -> Math.toIntExact(d.evaluate(name -> examples))).toArray();
        outputs.put(port.name().substring(OUTPUT.length()), NdArray.zeros(buffer.dtype(), shape));
      }
    }
    return outputs;
  }

  @Override
  public synchronized void close() {
    program.close();
    executable.close();
    inputs.close();
    state.close();
  }
}
