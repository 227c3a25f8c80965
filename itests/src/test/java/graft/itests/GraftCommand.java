package graft.itests;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Runs {@code ./graft} as a user does: another process, in a folder of the user's. */
public final class GraftCommand {
  private final Path work;
  private Path script = Distribution.root().resolve("graft");
  private final ProcessBuilder builder = new ProcessBuilder();

  /**
   * @param work an empty folder: the user's working folder, Graft folder and temporary folder
   */
  public GraftCommand(Path work) throws IOException {
    this.work = work;
    for (String folder : List.of("home", "tmp", "cwd")) {
      Files.createDirectories(work.resolve(folder));
    }
    builder.directory(work.resolve("cwd").toFile());
    // No build within the build.
    builder.environment().put("GRAFT_BUILT", "yes");
    builder.environment().put("GRAFT_HOME", work.resolve("home").toString());
    builder.environment().put("GRAFT_JAVA_OPTIONS", "-Djava.io.tmpdir=" + work.resolve("tmp"));
  }

  /** What a process printed, and its exit code. */
  public record Result(int exitCode, String output, String errors) {}

  /** Takes another copy of the script. */
  public GraftCommand script(Path path) {
    script = path;
    return this;
  }

  /** The environment of the process. */
  public Map<String, String> environment() {
    return builder.environment();
  }

  /** The folder in which the process runs. */
  public Path folder() {
    return work.resolve("cwd");
  }

  /** Starts the command; what it prints goes to files. */
  public Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    return builder
        .command(command)
        .redirectOutput(work.resolve("output").toFile())
        .redirectError(work.resolve("errors").toFile())
        .start();
  }

  /** Waits for the end of the command. */
  public Result result(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after 60 s: " + builder.command());
    }
    return new Result(process.exitValue(), output(), Files.readString(work.resolve("errors")));
  }

  /** What the command has printed so far. */
  public String output() throws IOException {
    return Files.readString(work.resolve("output"));
  }

  /** Runs the command to its end. */
  public Result run(String... args) throws IOException, InterruptedException {
    return result(start(args));
  }

  /** What the command has left in the temporary folder. */
  public List<Path> leftovers() throws IOException {
    try (var files = Files.list(work.resolve("tmp"))) {
      return files.toList();
    }
  }

  /** Installs the bundle of an activator as an add-on. */
  public GraftCommand addon(Class<?> activator) throws IOException {
    Path addons = Files.createDirectories(work.resolve("home/addons"));
    writeBundle(addons.resolve(activator.getSimpleName() + ".jar"), activator);
    return this;
  }

  /** Writes a bundle of one class, its activator; its symbolic name is the class's. */
  public static void writeBundle(Path jar, Class<?> activator) throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", activator.getName());
    headers.putValue("Bundle-Activator", activator.getName());
    headers.putValue("Import-Package", "org.osgi.framework");
    String name = activator.getName().replace('.', '/') + ".class";
    Path unfinished = Files.createTempFile(jar.getParent(), "bundle", ".tmp");
    try (OutputStream file = Files.newOutputStream(unfinished);
        JarOutputStream out = new JarOutputStream(file, manifest);
        var code = activator.getResourceAsStream("/" + name)) {
      out.putNextEntry(new ZipEntry(name));
      code.transferTo(out);
    }
    Files.move(unfinished, jar);
  }
}
