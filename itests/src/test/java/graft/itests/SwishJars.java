package graft.itests;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The bundle of {@code samples/swish-layer} as it was built, and other versions of it. */
final class SwishJars {
  private static final Path SAMPLE = Distribution.root().resolve("samples/swish-layer");

  /** What the sample returns; a new version returns something else. */
  private static final String FORMULA = "x.multiply(x.multiply(c.beta()).sigmoid())";

  private SwishJars() {}

  /** The jar that the sample's own build made. */
  static Path built() {
    return SAMPLE.resolve("target/swish-layer-1.0.0.jar");
  }

  /** A jar of another version with the same classes. */
  static Path version(Path jar, String version) throws IOException {
    return write(jar, version, Map.of());
  }

  /**
   * A jar of another version whose layer returns another tensor, in Java over {@code c, x, scope}.
   */
  static Path version(Path jar, String version, String formula) throws IOException {
    String name = "src/main/java/com/example/swish/Swish.java";
    String source = Files.readString(SAMPLE.resolve(name));
    if (!source.contains(FORMULA)) {
      throw new AssertionError("the sample does not return " + FORMULA);
    }
    Map<String, byte[]> classes = JavaSource.compile("Swish", source.replace(FORMULA, formula));
    return write(jar, version, classes);
  }

  /** Copies the built jar with a new version and, by name, other contents; appears as a whole. */
  private static Path write(Path jar, String version, Map<String, byte[]> changed)
      throws IOException {
    Path unfinished = Files.createTempFile(jar.toAbsolutePath().getParent(), "swish", ".tmp");
    try (JarFile from = new JarFile(built().toFile())) {
      Manifest manifest = from.getManifest();
      manifest.getMainAttributes().putValue("Bundle-Version", version);
      try (OutputStream file = Files.newOutputStream(unfinished);
          JarOutputStream to = new JarOutputStream(file, manifest)) {
        from.stream()
            .filter(entry -> !entry.getName().equals(JarFile.MANIFEST_NAME))
            .forEach(entry -> copy(from, entry, to, changed));
      }
    }
    return Files.move(
        unfinished, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copy(
      JarFile from, JarEntry entry, JarOutputStream to, Map<String, byte[]> changed) {
    try (var content = from.getInputStream(entry)) {
      to.putNextEntry(new JarEntry(entry.getName()));
      byte[] bytes = changed.get(entry.getName());
      to.write(bytes == null ? content.readAllBytes() : bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
