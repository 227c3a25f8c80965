package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A jar that is dropped into the deploy folder of a running shell. */
public class DeployFolderIT {
  private static final String MODEL =
      SmallData.MODEL.replace(
          "{\"type\": \"dropout\", \"name\": \"dropout\", \"rate\": 0.1}",
          "{\"type\": \"swish\", \"name\": \"swish\", \"beta\": 1.5}");

  /** The issue asks for a second; the rest is for machines that do other things beside. */
  private static final long LIMIT_MILLIS = 5_000;

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  @Test
  public void swishComesChangesAndGoesInARunningShell() throws Exception {
    GraftCommand graft = new GraftCommand(temporary.getRoot().toPath());
    Path folder = graft.folder();
    SmallData.write(folder);
    Files.writeString(folder.resolve("swish.json"), MODEL);
    Path jar = folder.resolve("deploy/swish.jar");
    try (ShellProcess shell = new ShellProcess(graft, "--deploy", "deploy")) {
      assertIsMissing(shell.ask("train swish.json --out early"));
      assertTrue("the deploy folder is made", Files.isDirectory(jar.getParent()));

      Path copy = Files.copy(SwishJars.built(), folder.resolve("copy"));
      Files.move(copy, jar, StandardCopyOption.ATOMIC_MOVE);
      long installed = shell.askUntil("describe layer:swish", "from swish-layer 1.0.0");
      ShellProcess.Answer trained = shell.ask("train swish.json --out first");
      assertEquals("", trained.errors());
      assertTrue(trained.output(), trained.output().contains("epoch 4: "));

      SwishJars.version(jar, "1.1.0", "x.multiply(c.beta())");
      long updated = shell.askUntil("describe layer:swish", "from swish-layer 1.1.0");
      assertEquals("", shell.ask("train swish.json --out second").errors());
      assertEquals("", shell.ask("evaluate first").errors());

      Files.delete(jar);
      long removed = shell.askUntil("describe layer:swish", "no layer of type");
      assertIsMissing(shell.ask("train swish.json --out late"));
      assertIsMissing(shell.ask("evaluate first"));

      assertEquals(2, shell.end().exitCode());
      String times = installed + ", " + updated + ", " + removed + " ms";
      assertTrue(times, Math.max(installed, Math.max(updated, removed)) < LIMIT_MILLIS);
    }
  }

  private static void assertIsMissing(ShellProcess.Answer answer) {
    assertEquals("", answer.output());
    assertEquals(answer.errors(), 1, answer.errors().lines().count());
    for (String part :
        new String[] {
          "layer 'swish' (swish)",
          "no layer of type 'swish' is installed",
          "graft.type;filter:=\"(&(kind=layer)(type=swish))\""
        }) {
      assertTrue(answer.errors(), answer.errors().contains(part));
    }
  }

  @Test
  public void aJarThatIsNoBundleKeepsNoOtherFromItsWork() throws Exception {
    GraftCommand graft = new GraftCommand(temporary.getRoot().toPath());
    try (ShellProcess shell = new ShellProcess(graft, "--deploy", "deploy")) {
      shell.ask("jobs");
      Path broken = Files.writeString(graft.folder().resolve("broken"), "this is no jar");
      Files.move(broken, graft.folder().resolve("deploy/broken.jar"));
      Files.copy(SwishJars.built(), graft.folder().resolve("deploy/swish.jar"));
      shell.askUntil("describe layer:swish", "from swish-layer 1.0.0");
      assertEquals("", shell.ask("check swish").errors());
      String fault = "broken.jar: no usable bundle: it is damaged or not complete: ";
      assertTrue(graft.errors(), graft.errors().contains(fault));
    }
  }
}
