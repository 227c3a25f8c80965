package graft.data;

import graft.api.data.Row;

/** Copies of whole columns from row to row. */
final class Copies {
  private Copies() {}

  /** The elements of a column, unchanged; both columns have one dtype. */
  @SuppressWarnings("SuspiciousSystemArraycopy")
  static void column(Row from, int fromColumn, Row to, int toColumn) {
    System.arraycopy(
        from.array(fromColumn),
        from.offset(fromColumn),
        to.array(toColumn),
        to.offset(toColumn),
        from.elements(fromColumn));
  }
}
