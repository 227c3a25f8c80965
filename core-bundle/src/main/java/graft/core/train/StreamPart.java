package graft.core.train;

import graft.api.DataException;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * Some examples of a stream, told by their places; nothing is kept of each. Does not close the
 * whole.
 */
final class StreamPart implements Dataset {
  private final Dataset whole;
  private final LongPredicate members;
  private final long size;

  /**
   * @param members whether the example at a place belongs to this part
   * @param size how many do
   */
  StreamPart(Dataset whole, LongPredicate members, long size) {
    this.whole = whole;
    this.members = members;
    this.size = size;
  }

  @Override
  public Schema schema() {
    return whole.schema();
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
    throw new DataException("a stream is read from its beginning, not by index", "");
  }

  @Override
  public String origin(long index) {
    LongStream own = LongStream.iterate(0, at -> at + 1).filter(members);
    return Part.originIn(whole, own.skip(index).findFirst().orElseThrow());
  }

  @Override
  public Cursor cursor() {
    return new Members(whole.cursor());
  }

  private final class Members implements Cursor {
    private final Cursor all;
    private long at;
    private long passed;

    Members(Cursor all) {
      this.all = all;
    }

    @Override
    public boolean next(Row row) {
      if (passed == size) {
        return false;
      }
      pass(1, row);
      return all.next(row);
    }

    @Override
    public void skip(long count, Row room) {
      if (passed < size && count > 0) {
        pass(Math.min(count, size - passed), room);
        all.skip(1, room);
      }
    }

    /** Goes to the {@code count}-th member from here. */
    private void pass(long count, Row room) {
      long from = at;
      long left = count;
      while (true) {
        left -= members.test(at) ? 1 : 0;
        if (left == 0) {
          break;
        }
        at++;
      }
      all.skip(at - from, room);
      at++;
      passed += count;
    }

    @Override
    public void close() {
      all.close();
    }
  }
}
