package graft.data.transform;

import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.data.Transform;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes some columns and copies the others; each stays at its place. */
public final class ColumnMapper implements Transform.Mapper {
  /** What happens to one column of an example. */
  @FunctionalInterface
  public interface Change {
    void apply(Row from, Row to, int column, RandomGenerator random);
  }

  private final boolean[] changed;
  private final Change change;

  public ColumnMapper(Schema schema, List<Integer> chosen, Change change) {
    this.changed = new boolean[schema.columns().size()];
    chosen.forEach(i -> changed[i] = true);
    this.change = change;
  }

  @Override
  public void apply(Row from, Row to, RandomGenerator random) {
    for (int i = 0; i < changed.length; i++) {
      if (changed[i]) {
        change.apply(from, to, i, random);
      } else {
        copy(from, i, to, i);
      }
    }
  }

  /** The elements of a column, unchanged; both columns have one dtype. */
  @SuppressWarnings("SuspiciousSystemArraycopy")
  public static void copy(Row from, int fromColumn, Row to, int toColumn) {
    System.arraycopy(
        from.array(fromColumn),
        from.offset(fromColumn),
        to.array(toColumn),
        to.offset(toColumn),
        from.elements(fromColumn));
  }
}
