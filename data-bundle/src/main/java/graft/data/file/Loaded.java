package graft.data.file;

import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import java.util.List;

/**
 * Examples in memory with notes of how they were read.
 *
 * @param origins where each example is from, or none
 */
public record Loaded(Dataset data, List<String> notes, List<String> origins) implements Dataset {
  public Loaded {
    notes = List.copyOf(notes);
    origins = List.copyOf(origins);
  }

  public Loaded(Dataset data, List<String> notes) {
    this(data, notes, List.of());
  }

  @Override
  public String origin(long index) {
    return origins.isEmpty() ? "" : origins.get((int) index);
  }

  @Override
  public Schema schema() {
    return data.schema();
  }

  @Override
  public long size() {
    return data.size();
  }

  @Override
  public void read(long index, Row row) {
    data.read(index, row);
  }

  @Override
  public void close() {
    data.close();
  }
}
