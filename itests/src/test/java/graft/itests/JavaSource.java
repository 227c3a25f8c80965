package graft.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** Compiles what a third party might write, against what the launcher ships. */
final class JavaSource {
  private JavaSource() {}

  /** The class files of a source file by their paths in a jar. */
  static Map<String, byte[]> compile(String name, String source) throws IOException {
    Path folder = Files.createTempDirectory("source");
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    String classPath =
        Distribution.bundles().stream().map(Path::toString).collect(Collectors.joining(":"))
            + ":"
            + System.getProperty("java.class.path");
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "--release",
                "17",
                "-proc:none",
                "-Xlint:none",
                "-cp",
                classPath,
                "-d",
                folder.toString(),
                file.toString());
    if (code != 0) {
      throw new AssertionError(messages.toString());
    }
    Files.delete(file);
    Map<String, byte[]> classes = new TreeMap<>();
    for (Path path : Distribution.files(folder)) {
      classes.put(folder.relativize(path).toString(), Files.readAllBytes(path));
    }
    return classes;
  }
}
