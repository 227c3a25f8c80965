package graft.core;

import graft.api.ConfigException;
import graft.api.Doc;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The data source {@code memory}: what an application provides under a name. */
@Doc(
    value = "examples that an application provides under a name",
    shapes = "the columns that the application says",
    source = "graft.api.run.Graft.provide")
public final class MemorySource implements DataSource<MemorySource.Config> {
  /** The name under which they were provided. */
  public record Config(@Doc("the name that the application gave") String name) {}

  private final Map<String, Dataset> datasets = new ConcurrentSkipListMap<>();

  AutoCloseable add(String name, Dataset data) {
    if (datasets.putIfAbsent(name, data) != null) {
      throw new ConfigException("the data name '" + name + "' is taken", "close the other first");
    }
    return () -> datasets.remove(name, data);
  }

  @Override
  public Dataset open(Config config) {
    Dataset data = datasets.get(config.name());
    if (data == null) {
      throw new ConfigException(
          "source (memory)",
          "no data '" + config.name() + "' are provided",
          "provided are " + datasets.keySet());
    }
    return new Borrowed(data);
  }

  /** The application's data, which it closes itself. */
  private record Borrowed(Dataset data) implements Dataset {
    @Override
    public Schema schema() {
      return data.schema();
    }

    @Override
    public long size() {
      return data.size();
    }

    @Override
    public boolean isStream() {
      return data.isStream();
    }

    @Override
    public void read(long index, Row row) {
      data.read(index, row);
    }

    @Override
    public Cursor cursor() {
      return data.cursor();
    }

    @Override
    public List<String> notes() {
      return data.notes();
    }
  }
}
