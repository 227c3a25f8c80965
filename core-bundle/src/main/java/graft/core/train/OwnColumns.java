package graft.core.train;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.data.Column;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.util.random.RandomGenerator;

/**
 * Gives examples from elsewhere the columns of the data that a run was trained on: by name, in its
 * order and types. Where targets or weights are missing they are zero or empty, and one: transforms
 * of targets have something to work on, and nothing of it reaches a prediction.
 */
final class OwnColumns implements Transform.Mapper {
  private final Schema own;
  private final int[] from;

  /**
   * @param where for messages
   * @param own the columns of the training data, before all transforms
   * @param given those of the other data
   * @param predicting targets and weights may be missing, or be others
   * @throws ConfigException if a column is missing, or of another type, shape or other classes
   */
  OwnColumns(String where, Schema own, Schema given, boolean predicting) {
    this.own = own;
    from = new int[own.columns().size()];
    for (int i = 0; i < from.length; i++) {
      Column column = own.columns().get(i);
      from[i] = given.columns().stream().map(Column::name).toList().indexOf(column.name());
      boolean mayLack = predicting && column.role() != Column.Role.FEATURE;
      if (from[i] < 0 && !mayLack && column.role() != Column.Role.WEIGHT) {
        throw new ConfigException(
            where, "column '" + column.name() + "' is missing", "there are " + given);
      }
      if (from[i] >= 0 && !fits(column, given.columns().get(from[i]))) {
        if (!mayLack) {
          throw new ConfigException(
              where,
              "column '"
                  + column.name()
                  + "': expected "
                  + text(column)
                  + " as in training, got "
                  + text(given.columns().get(from[i])),
              "");
        }
        from[i] = -1;
      }
    }
  }

  /**
   * Only the checks, for data that are read as they are.
   *
   * @throws ConfigException as the constructor
   */
  static void require(String where, Schema own, Schema given, boolean predicting) {
    new OwnColumns(where, own, given, predicting);
  }

  /** Numbers may be of a smaller kind; names of classes must be the same, where both have some. */
  private static boolean fits(Column own, Column given) {
    boolean type =
        own.dtype() == given.dtype()
            || (own.dtype().isNumeric()
                && given.dtype().isNumeric()
                && (own.dtype().isFloating() || !given.dtype().isFloating()));
    // The first ones only: data that lack the last classes, which have the same numbers.
    int common = Math.min(own.classes().size(), given.classes().size());
    boolean classes =
        own.classes().isEmpty() || own.classes().subList(0, common).equals(given.classes());
    return type && classes && own.shape().equals(given.shape());
  }

  private static String text(Column column) {
    String names = column.classes().isEmpty() ? "" : " (" + shortened(column) + ")";
    return column.dtype().text() + (column.shape().isEmpty() ? "" : " " + column.shape()) + names;
  }

  private static String shortened(Column column) {
    int shown = Math.min(20, column.classes().size());
    String more = shown < column.classes().size() ? ", …" : "";
    return String.join(", ", column.classes().subList(0, shown)) + more;
  }

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy")
  public void apply(Row given, Row to, RandomGenerator random) {
    for (int i = 0; i < from.length; i++) {
      Column column = own.columns().get(i);
      int n = to.elements(i);
      if (from[i] < 0) {
        clear(column, i, to);
      } else if (given.batch().schema().columns().get(from[i]).dtype() == column.dtype()) {
        System.arraycopy(given.array(from[i]), given.offset(from[i]), to.array(i), to.offset(i), n);
      } else {
        for (int e = 0; e < n; e++) {
          to.set(i, e, given.get(from[i], e));
        }
      }
    }
  }

  private static void clear(Column column, int index, Row to) {
    for (int e = 0; e < to.elements(index); e++) {
      if (column.dtype() == DType.STRING) {
        to.text(index, e, "");
      } else {
        to.set(index, e, column.role() == Column.Role.WEIGHT ? 1 : 0);
      }
    }
  }
}
