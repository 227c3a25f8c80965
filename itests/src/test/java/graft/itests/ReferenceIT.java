package graft.itests;

import static org.junit.Assert.assertEquals;

import graft.api.Kind;
import graft.api.run.TypeInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Every type says what it is, and {@code docs/reference.md} says the same. */
public class ReferenceIT {
  /** What these compute is said in words: there is no formula. */
  private static final Set<Kind> NO_FORMULA =
      EnumSet.of(Kind.SOURCE, Kind.TRANSFORM, Kind.CALLBACK, Kind.ACCELERATOR);

  /** These follow no paper, and often no format that has one. */
  private static final Set<Kind> OF_OUR_OWN =
      EnumSet.of(Kind.SOURCE, Kind.TRANSFORM, Kind.CALLBACK);

  /** Nobody needs to look up these. */
  private static final Set<String> OBVIOUS = Set.of("activation linear", "schedule constant");

  /** These give a tensor of the shape of their input or of the parameter, or take none. */
  private static final Set<Kind> NO_SHAPES =
      EnumSet.of(
          Kind.OPTIMIZER,
          Kind.INITIALIZER,
          Kind.SCHEDULE,
          Kind.REGULARIZER,
          Kind.CONSTRAINT,
          Kind.ACTIVATION,
          Kind.SOURCE,
          Kind.TRANSFORM,
          Kind.CALLBACK,
          Kind.ACCELERATOR);

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  @Test
  public void theReferenceIsWhatTheCommandWrites() throws Exception {
    GraftCommand command = new GraftCommand(temporary.getRoot().toPath());
    GraftCommand.Result result = command.run("plugins", "--markdown", "written.md");
    assertEquals(result.toString(), 0, result.exitCode());

    Path reference = Distribution.root().resolve("docs/reference.md");
    assertEquals(
        "docs/reference.md is out of date; run ./graft plugins --markdown",
        Files.readString(command.folder().resolve("written.md")),
        Files.readString(reference));
  }

  @Test
  public void everyTypeSaysWhatItIs() throws Exception {
    Set<String> lacking = new TreeSet<>();
    try (ClassPathGraft classPath = new ClassPathGraft()) {
      for (TypeInfo type : classPath.graft().types()) {
        boolean formula = !type.formula().isEmpty() || NO_FORMULA.contains(type.kind());
        boolean shapes = !type.shapes().isEmpty() || NO_SHAPES.contains(type.kind());
        String name = type.kind().text() + " " + type.type();
        boolean source =
            !type.source().isEmpty() || OF_OUR_OWN.contains(type.kind()) || OBVIOUS.contains(name);
        for (String lack :
            List.of(
                type.doc().isEmpty() ? "doc" : "",
                formula ? "" : "formula",
                shapes ? "" : "shapes",
                source ? "" : "source",
                type.version().equals("0.0.0") ? "version" : "")) {
          if (!lack.isEmpty()) {
            lacking.add(name + ": " + lack);
          }
        }
      }
    }
    assertEquals("@Doc lacks", Set.of(), lacking);
  }
}
