package graft.core.compile;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Values that one kernel computes, and that kernel. */
final class Group {
  private final SortedSet<Node> members;
  private final Draft draft;
  private final boolean late;

  Group(SortedSet<Node> members, Draft draft, boolean late) {
    this.members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
    this.draft = draft;
    this.late = late;
  }

  /** Operands before users. */
  SortedSet<Node> members() {
    return members;
  }

  Draft draft() {
    return draft;
  }

  /** True if it runs after the commit. */
  boolean isLate() {
    return late;
  }

  /** Earlier groups have smaller numbers. */
  int index() {
    return members.first().index();
  }

  @Override
  public String toString() {
    return draft.form() + " " + members;
  }
}
