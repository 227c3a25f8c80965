package graft.core.compile;

import graft.api.Dim;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Values that one kernel computes, and that kernel. */
final class Group {
  private final SortedSet<Node> members;
  private final Draft draft;
  private final boolean late;
  private final Dim elements;
  private int position;

  Group(SortedSet<Node> members, Draft draft, boolean late) {
    this.members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
    this.draft = draft;
    this.late = late;
    this.elements = draft.domain().elements();
  }

  /** Operands before users. */
  SortedSet<Node> members() {
    return members;
  }

  Draft draft() {
    return draft;
  }

  /** How many elements its domain has. */
  Dim elements() {
    return elements;
  }

  /** True if it runs after the commit. */
  boolean isLate() {
    return late;
  }

  /** The place of its first member in the graph. */
  int index() {
    return members.first().index();
  }

  /** Its place in an order of all groups in which operands come before users. */
  int position() {
    return position;
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  @Override
  public String toString() {
    return draft.form() + " " + members;
  }
}
