package graft.itests;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ops4j.pax.exam.Option;

/** What the launcher ships, for the tests to install. */
public final class Distribution {
  private Distribution() {}

  /** The root folder of the project. */
  public static Path root() {
    return Path.of(System.getProperty("graft.root", "..")).toAbsolutePath().normalize();
  }

  /** All bundles that a user installs. */
  public static List<Path> bundles() {
    return files(root().resolve("launcher/target/dist/bundles"));
  }

  /** All files below a folder. */
  static List<Path> files(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A framework with all bundles but the one that needs a terminal, and with JUnit. Equinox brings
   * a log service of its own; Felix's would keep the last hundred service events there, and with
   * them references to services that are gone, and their class loaders.
   */
  public static Option inFramework() {
    Option[] installed =
        bundles().stream()
            .filter(jar -> !jar.getFileName().toString().contains("gogo.jline"))
            .filter(jar -> !inEquinox() || !jar.getFileName().toString().contains("felix.log"))
            .map(jar -> bundle("reference:" + jar.toUri()))
            .toArray(Option[]::new);
    return composite(composite(installed), junitBundles());
  }

  private static boolean inEquinox() {
    return "Eclipse".equals(System.getProperty("graft.vendor"));
  }
}
