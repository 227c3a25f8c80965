package graft.api.data;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where examples come from: a plug-in of kind {@code source}. In a data spec on the command line,
 * {@code type:A,B,key=value}, plain words fill the configuration's fields in order.
 */
@ConsumerType
public interface DataSource<C> {
  /**
   * Opens the examples; relative paths are relative to the working directory.
   *
   * @throws graft.api.DataException if they are missing or malformed; the message names file and
   *     place
   */
  Dataset open(C config);

  /**
   * Opens other examples of the same kind that no training sees, for sources that bring some (test
   * files, generated data from another seed).
   */
  default java.util.Optional<Dataset> openTest(C config) {
    return java.util.Optional.empty();
  }
}
