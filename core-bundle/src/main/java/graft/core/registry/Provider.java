package graft.core.registry;

import graft.api.Kind;

/**
 * Who brings a type: facts only, nothing of its code.
 *
 * @param bundle the symbolic name of its bundle, or the name of its jar
 * @param ranking {@code service.ranking}: the highest wins, then the highest version, then the
 *     lowest id
 * @param generation the registry's generation in which it came; 0 before that
 */
public record Provider(
    Kind kind, String type, String bundle, String version, int ranking, long id, long generation) {

  Provider in(long newGeneration) {
    return new Provider(kind, type, bundle, version, ranking, id, newGeneration);
  }

  @Override
  public String toString() {
    return kind.text() + " '" + type + "' of " + bundle + " " + version;
  }
}
