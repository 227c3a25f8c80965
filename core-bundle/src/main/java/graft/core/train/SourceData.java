package graft.core.train;

import graft.api.GraftException;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.core.registry.PluginFault;
import java.util.List;
import java.util.Objects;

/** The examples of a source, whose faults name its type and bundle: whatever they throw. */
final class SourceData implements Dataset {
  private final Dataset data;
  private final String where;
  private final String who;
  private final Schema schema;
  private final long size;
  private final boolean isStream;

  /**
   * @param where which data these are, for messages
   * @param who wrote their code
   */
  SourceData(Dataset data, String where, String who) {
    this.data = Objects.requireNonNull(data, "the data are null");
    this.where = where;
    this.who = who;
    schema = Objects.requireNonNull(data.schema(), "schema() gave null");
    size = data.size();
    isStream = data.isStream();
  }

  private GraftException fault(String place, Throwable fault) {
    return fault instanceof GraftException ours ? ours : PluginFault.of(place, who, data, fault);
  }

  private GraftException fault(long example, Throwable fault) {
    return fault(where + ", example " + example, fault);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean isStream() {
    return isStream;
  }

  @Override
  public void read(long index, Row row) {
    try {
      data.read(index, row);
    } catch (Throwable e) { // a plug-in may throw anything
      throw fault(index, e);
    }
  }

  @Override
  public Cursor cursor() {
    try {
      return new Pass(Objects.requireNonNull(data.cursor(), "cursor() gave null"));
    } catch (Throwable e) { // a plug-in may throw anything
      throw fault(where, e);
    }
  }

  private final class Pass implements Cursor {
    private final Cursor cursor;
    private long next;

    Pass(Cursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean next(Row row) {
      try {
        return cursor.next(row);
      } catch (Throwable e) { // a plug-in may throw anything
        throw fault(next, e);
      } finally {
        next++;
      }
    }

    @Override
    public void skip(long count, Row room) {
      try {
        cursor.skip(count, room);
      } catch (Throwable e) { // a plug-in may throw anything
        throw fault(next, e);
      } finally {
        next += count;
      }
    }

    @Override
    public void close() {
      try {
        cursor.close();
      } catch (Throwable e) { // a plug-in may throw anything
        throw fault(where, e);
      }
    }
  }

  @Override
  public String origin(long index) {
    try {
      return Objects.requireNonNull(data.origin(index), "origin() gave null");
    } catch (Throwable e) { // a plug-in may throw anything
      throw fault(index, e);
    }
  }

  @Override
  public List<String> notes() {
    try {
      return List.copyOf(Objects.requireNonNull(data.notes(), "notes() gave null"));
    } catch (Throwable e) { // a plug-in may throw anything
      throw fault(where, e);
    }
  }

  @Override
  public void close() {
    try {
      data.close();
    } catch (Throwable e) { // a plug-in may throw anything
      throw fault(where, e);
    }
  }
}
