package graft.accel.cpu;

import graft.api.Op;
import graft.api.Shape;
import graft.api.TensorType;
import graft.api.accel.Program;
import graft.api.accel.Program.Buffer;
import graft.api.accel.Program.Form;
import graft.api.accel.Program.Kernel;
import graft.api.accel.Program.Place;
import graft.api.accel.Program.Port;
import graft.api.accel.Program.Result;
import graft.api.accel.Program.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A program of one kernel, written by hand: first its inputs, then its steps, then its results. */
public final class Sketch {
  private final Form form;
  private final Shape domain;
  private final int columns;
  private final List<TensorType> inputs = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Integer> results = new ArrayList<>();
  private final List<Program> body = new ArrayList<>();

  public Sketch(Form form, Shape domain, int columns) {
    this.form = form;
    this.domain = domain;
    this.columns = columns;
  }

  public static Sketch loop(Shape domain) {
    return new Sketch(Form.LOOP, domain, 0);
  }

  /** A kernel of one operation on inputs of these types. */
  public static Program single(Op op, TensorType... inputs) {
    Sketch sketch = new Sketch(Form.SINGLE, op.infer(List.of(inputs)).shape(), 0);
    int[] numbers = Arrays.stream(inputs).mapToInt(sketch::input).toArray();
    return sketch.result(sketch.step(op, numbers)).program();
  }

  public int input(TensorType type) {
    inputs.add(type);
    return inputs.size() - 1;
  }

  public int step(Op op, int... operands) {
    List<TensorType> types = Arrays.stream(operands).mapToObj(this::type).toList();
    steps.add(new Step(op, Arrays.stream(operands).boxed().toList(), op.infer(types)));
    return inputs.size() + steps.size() - 1;
  }

  public Sketch body(Program program) {
    body.add(program);
    return this;
  }

  public Sketch result(int value) {
    results.add(value);
    return this;
  }

  private TensorType type(int value) {
    return value < inputs.size() ? inputs.get(value) : steps.get(value - inputs.size()).type();
  }

  /** Ports {@code in0 …} and {@code out0 …}. */
  public Program program() {
    List<Buffer> buffers = new ArrayList<>();
    List<Port> ports = new ArrayList<>();
    List<Result> written = new ArrayList<>();
    List<Integer> read = new ArrayList<>();
    for (TensorType type : inputs) {
      read.add(buffers.size());
      ports.add(new Port("in" + buffers.size(), buffers.size()));
      buffers.add(buffer(buffers.size(), type, Place.INPUT));
    }
    for (int i = 0; i < results.size(); i++) {
      TensorType type =
          form == Form.SCAN
              ? ((Op.Scan) steps.get(0).op()).results().get(results.get(i))
              : type(results.get(i));
      written.add(new Result(results.get(i), buffers.size()));
      ports.add(new Port("out" + i, buffers.size()));
      buffers.add(buffer(buffers.size(), type, Place.OUTPUT));
    }
    Kernel kernel = new Kernel(form, domain, columns, steps, read, inputs, written, "layer", body);
    return new Program(buffers, List.of(kernel), 1, -1, ports);
  }

  private static Buffer buffer(int id, TensorType type, Place place) {
    return new Buffer(id, type.dtype(), type.shape(), place, -1, -1, -1);
  }
}
