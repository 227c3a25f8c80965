package graft.api.run;

import graft.api.Kind;
import java.util.List;

/**
 * What is known of an installed type.
 *
 * @param doc what it computes, one line, or empty
 * @param formula its formula, or empty
 * @param shapes shapes in and out, or empty
 * @param source paper, specification or implementation that it follows, or empty
 * @param bundle the symbolic name of who provides it, or the name of its jar
 * @param generation the registry's generation when this provider came
 */
public record TypeInfo(
    Kind kind,
    String type,
    String doc,
    String formula,
    String shapes,
    String source,
    String bundle,
    String version,
    int ranking,
    long generation,
    List<Field> fields) {

  /**
   * A field of its configuration.
   *
   * @param type int, float, string, one of …, list of int, spec …
   * @param defaultValue as JSON, or empty if the field must be given
   * @param range such as {@code ≥ 1}, or empty
   */
  public record Field(String name, String type, String defaultValue, String range, String doc) {}

  public TypeInfo {
    fields = List.copyOf(fields);
  }
}
