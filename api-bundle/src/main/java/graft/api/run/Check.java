package graft.api.run;

import graft.api.Kind;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A test kit for a running system: a service, used by {@code graft check TYPE}. */
@ProviderType
public interface Check {
  /**
   * Proves an installed type with inputs that suit its kind.
   *
   * @return a line for each check, beginning with {@code ok}, {@code FAIL} or {@code note} after
   *     two spaces; the first line names the type
   * @throws graft.api.MissingTypeException if the type is not installed
   */
  List<String> check(Kind kind, String type);
}
