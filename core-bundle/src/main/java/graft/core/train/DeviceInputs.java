package graft.core.train;

import graft.api.DType;
import graft.api.Dim;
import graft.api.Shape;
import graft.api.ShapeException;
import graft.api.accel.Accelerator;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import graft.api.data.Column;
import graft.api.data.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory for the data that programs take, by label: {@code column:NAME}, {@code weight}, {@code
 * example}. Columns that no program takes are not copied.
 */
final class DeviceInputs implements AutoCloseable {
  private static final String COLUMN = "column:";
  private static final String WEIGHT = "weight";
  private static final String EXAMPLE = "example";

  private final Schema schema;
  private final Accelerator accelerator;
  private final int capacity;
  private final Map<String, Memory> memories = new LinkedHashMap<>();
  private final List<Integer> columns = new ArrayList<>();
  private final List<Memory> columnMemories = new ArrayList<>();

  /**
   * @param capacity the most examples that a batch holds
   */
  DeviceInputs(Schema schema, Accelerator accelerator, int capacity) {
    this.schema = schema;
    this.accelerator = accelerator;
    this.capacity = capacity;
  }

  /** The memory for a program's input, made at the first call. */
  Memory memory(String label, Program.Buffer buffer) {
    Memory known = memories.get(label);
    if (known != null) {
      return known;
    }
    DType dtype = buffer.dtype();
    long elements = 1;
    if (label.startsWith(COLUMN)) {
      int index = schema.index(label.substring(COLUMN.length()));
      Column column = schema.columns().get(index);
      requireFit(column, buffer);
      elements = column.elements();
      Memory memory = accelerator.allocate(dtype, elements * capacity);
      columns.add(index);
      columnMemories.add(memory);
      memories.put(label, memory);
      return memory;
    }
    if (!label.equals(WEIGHT) && !label.equals(EXAMPLE)) {
      throw new ShapeException(
          "the program asks for an input '" + label + "' that data has not", "");
    }
    Memory memory = accelerator.allocate(dtype, capacity);
    memories.put(label, memory);
    return memory;
  }

  private static void requireFit(Column column, Program.Buffer buffer) {
    Shape example = buffer.shape().part(1, buffer.shape().rank());
    List<Dim> dims = column.shape().stream().map(Dim::of).toList();
    if (column.dtype() != buffer.dtype() || !example.equals(new Shape(dims))) {
      throw new ShapeException(
          "column '" + column.name() + "'",
          "the model takes "
              + buffer.dtype().text()
              + example
              + ", the data has "
              + column.dtype().text()
              + new Shape(dims),
          "");
    }
  }

  /** Copies a batch to the device. */
  void write(HostBatch batch) {
    for (int i = 0; i < columns.size(); i++) {
      int column = columns.get(i);
      int count = batch.size * batch.columns.elements(column);
      columnMemories.get(i).write(batch.columns.array(column), 0, 0, count);
    }
    Memory weight = memories.get(WEIGHT);
    if (weight != null) {
      weight.write(batch.weight, 0, 0, batch.size);
    }
    Memory example = memories.get(EXAMPLE);
    if (example != null) {
      example.write(batch.example, 0, 0, batch.size);
    }
  }

  @Override
  public void close() {
    memories.values().forEach(Memory::close);
    memories.clear();
  }
}
