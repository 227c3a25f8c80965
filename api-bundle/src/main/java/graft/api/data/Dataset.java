package graft.api.data;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Opened examples. They can be read in any order by several threads, unless they are a stream. */
@ConsumerType
public interface Dataset extends AutoCloseable {
  /** A pass over examples in their order; used by one thread at a time. */
  @ConsumerType
  interface Cursor extends AutoCloseable {
    /**
     * Reads the next example, or returns false at the end.
     *
     * @throws graft.api.DataException if it is malformed; the message names file, line, column,
     *     value
     */
    boolean next(Row row);

    /** Passes over up to {@code count} examples; to be overridden where that is cheaper. */
    default void skip(long count, Row room) {
      for (long i = 0; i < count && next(room); i++) {}
    }

    @Override
    default void close() {}
  }

  Schema schema();

  /** How many examples there are. A stream counts them when it is opened. */
  long size();

  /**
   * True if the examples can only be read by {@link #cursor}, since they do not fit into memory or
   * have no index. They are shuffled within a buffer, {@code data.shuffle_buffer}.
   */
  default boolean isStream() {
    return false;
  }

  /**
   * Reads example {@code index} into a row whose batch has this schema. A stream has no such thing.
   *
   * @throws graft.api.DataException if it is malformed; the message names file, line, column, value
   */
  void read(long index, Row row);

  /** A new pass from the first example on; several may be under way. */
  default Cursor cursor() {
    return new Cursor() {
      private long next;

      @Override
      public boolean next(Row row) {
        if (next == size()) {
          return false;
        }
        read(next++, row);
        return true;
      }

      @Override
      public void skip(long count, Row room) {
        next = Math.min(size(), next + count);
      }
    };
  }

  /** Where an example is from, such as a file; empty where only its index tells it. */
  default String origin(long index) {
    return "";
  }

  /**
   * What a user should know of how the examples were read, such as {@code skipped 3 malformed
   * rows}.
   */
  default List<String> notes() {
    return List.of();
  }

  @Override
  default void close() {}
}
