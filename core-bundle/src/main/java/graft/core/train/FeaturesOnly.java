package graft.core.train;

import graft.api.ConfigException;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;

/**
 * Examples without targets in the shape of a training source: features are found by name and
 * converted to its types, targets and weights are zero. Transforms of targets have something to
 * work on, and nothing of it reaches a prediction. For one reading thread.
 */
final class FeaturesOnly implements Dataset {
  private final Dataset examples;
  private final Schema schema;
  private final int[] from;
  private final Row read;

  /**
   * @throws ConfigException if a feature is missing or of another shape
   */
  FeaturesOnly(Dataset examples, Schema schema) {
    this.examples = examples;
    this.schema = schema;
    from = new int[schema.columns().size()];
    for (int i = 0; i < from.length; i++) {
      Column column = schema.columns().get(i);
      from[i] = column.role() == Column.Role.FEATURE ? examples.schema().index(column.name()) : -1;
      if (from[i] >= 0) {
        Column given = examples.schema().columns().get(from[i]);
        if (!given.shape().equals(column.shape())) {
          throw new ConfigException(
              "column '" + column.name() + "'",
              "the model was trained on shape " + column.shape() + ", got " + given.shape(),
              "");
        }
      }
    }
    read = new Batch(examples.schema(), 1).row().at(0);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long size() {
    return examples.size();
  }

  @Override
  public void read(long index, Row row) {
    examples.read(index, read);
    for (int column = 0; column < from.length; column++) {
      for (int e = 0; e < row.elements(column); e++) {
        row.set(column, e, from[column] < 0 ? 0 : read.get(from[column], e));
      }
    }
  }
}
