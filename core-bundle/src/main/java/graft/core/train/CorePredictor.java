package graft.core.train;

import graft.api.ConfigException;
import graft.api.Dim;
import graft.api.NdArray;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Program;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.api.run.Predictor;
import graft.core.compile.Compiler;
import graft.core.state.Checkpoint;
import graft.core.state.StateStore;
import graft.core.trace.TracedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers with a run's weights. One caller at a time is served; others wait. */
public final class CorePredictor implements Predictor {
  private static final String OUTPUT = "output:";

  private final Transforms transforms;
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
      int batch,
      Accelerator accelerator,
      int threads) {
    this.transforms = transforms;
    this.batch = batch;
    features = new Schema(transforms.source().of(Column.Role.FEATURE));
    state = new StateStore(model.states(), accelerator, threads);
    inputs = new DeviceInputs(transforms.schema(), accelerator, batch);
    Executable made = null;
    try {
      state.restore(checkpoint.tensors());
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
  public List<String> classes() {
    return transforms.source().of(Column.Role.TARGET).stream()
        .findFirst()
        .map(Column::classes)
        .orElse(List.of());
  }

  @Override
  public synchronized Map<String, NdArray> predict(Dataset examples) {
    Map<String, NdArray> outputs = allocate(Math.toIntExact(examples.size()));
    if (examples.size() == 0) {
      return outputs;
    }
    Dataset wide = new FeaturesOnly(examples, transforms.source());
    try (BatchReader reader = DataPipeline.evaluation(wide, transforms, batch)) {
      HostBatch read;
      do {
        read = reader.next();
        inputs.write(read);
        program.run(read.size);
        for (Map.Entry<String, NdArray> entry : outputs.entrySet()) {
          NdArray part = program.output(OUTPUT + entry.getKey());
          int offset = Math.toIntExact(read.first) * (part.size() / read.size);
          System.arraycopy(part.array(), 0, entry.getValue().array(), offset, part.size());
        }
      } while (!read.last);
    }
    return outputs;
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
