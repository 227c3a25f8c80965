package graft.api.data;

import org.osgi.annotation.versioning.ConsumerType;

/** Opened examples that can be read in any order, by several threads. */
@ConsumerType
public interface Dataset extends AutoCloseable {
  Schema schema();

  long size();

  /**
   * Reads example {@code index} into a row whose batch has this schema.
   *
   * @throws graft.api.DataException if it is malformed; the message names file, line, column, value
   */
  void read(long index, Row row);

  @Override
  default void close() {}
}
