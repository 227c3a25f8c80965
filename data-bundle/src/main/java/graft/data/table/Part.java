package graft.data.table;

import graft.api.data.Column;
import java.util.List;
import java.util.Map;

/**
 * A column of the data set and where its values stand in a record.
 *
 * @param indices the fields, one for each element
 * @param classes the class of each label, if they are classes
 */
record Part(Column column, Kind kind, List<Integer> indices, Map<String, Integer> classes) {
  /** How fields become values. */
  enum Kind {
    NUMBERS,
    /** Numbers that are not negative. */
    WEIGHT,
    /** A word, or missing. */
    WORD,
    /** The field as it is. */
    TEXT,
    CLASS
  }

  Part {
    indices = List.copyOf(indices);
    classes = Map.copyOf(classes);
  }
}
