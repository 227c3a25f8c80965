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
  /** Far more than any test takes, on a machine that is busy with other things. */
  private static final int LIMIT_SECONDS = 180;

  private final Path work;
  private Path script = Distribution.root().resolve("graft");
  private final ProcessBuilder builder = new ProcessBuilder();
  private List<String> prefix = List.of();

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
  public record Result(int exitCode, String output, String errors) {
    /** The one line on standard error that says what is wrong, without {@code graft: }. */
    public String message() {
      boolean oneLine = errors.startsWith("graft: ") && errors.indexOf('\n') == errors.length() - 1;
      if (!oneLine) {
        throw new AssertionError("one line 'graft: …' is expected, got " + this);
      }
      return errors.substring("graft: ".length()).strip();
    }
  }

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

  /** Puts a command before the script, such as one that limits what it may do. */
  public GraftCommand under(String... command) {
    prefix = List.of(command);
    return this;
  }

  /** Starts the command; what it prints goes to files. */
  public Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(script.toString());
    command.addAll(List.of(args));
    return builder
        .command(command)
        .redirectOutput(work.resolve("output").toFile())
        .redirectError(work.resolve("errors").toFile())
        .start();
  }

  /** Waits for the end of the command. */
  public Result result(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + LIMIT_SECONDS + " s: " + builder.command());
    }
    return new Result(process.exitValue(), output(), errors());
  }

  /** What the command has printed so far. */
  public String output() throws IOException {
    return Files.readString(work.resolve("output"));
  }

  /** What the command has printed on standard error so far. */
  public String errors() throws IOException {
    return Files.readString(work.resolve("errors"));
  }

  /** Waits until the command has printed a text, or ended. */
  public void awaitOutput(Process process, String text) throws IOException, InterruptedException {
    while (process.isAlive() && !output().contains(text)) {
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
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
