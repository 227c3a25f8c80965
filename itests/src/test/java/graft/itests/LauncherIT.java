package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import graft.itests.addon.Late;
import graft.itests.addon.ProbeVerbs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The script and the launcher, with verbs that are put in as an add-on. */
public class LauncherIT {
  @Rule public final TemporaryFolder temporary = new TemporaryFolder();
  private GraftCommand graft;

  @Before
  public void installVerbs() throws IOException {
    graft = new GraftCommand(temporary.newFolder("user").toPath()).addon(ProbeVerbs.class);
  }

  @Test
  public void theExitCodeIsTheVerbs() throws Exception {
    assertEquals(new GraftCommand.Result(7, "", ""), graft.run("7"));
  }

  @Test
  public void errorsComeAsTheyAreAndWithoutTheJvmsWarnings() throws Exception {
    assertEquals(new GraftCommand.Result(0, "", "half a line"), graft.run("errors"));
  }

  @Test
  public void aVerbThatThrowsIsAnInternalError() throws Exception {
    GraftCommand.Result result = graft.run("not a verb");
    assertEquals(1, result.exitCode());
    assertTrue(result.errors(), result.errors().startsWith("graft: internal error\n"));
  }

  @Test
  public void relativePathsAreTheUsers() throws Exception {
    assertEquals(graft.folder() + "\n", graft.run("folder").output());
  }

  @Test
  public void anInterruptedVerbWritesItsStateAndTheExitCodeIs130() throws Exception {
    Path state = graft.folder().resolve("state");
    Process process = graft.start("until-stopped", state.toString());
    while (process.isAlive() && !graft.output().contains("started")) {
      Thread.onSpinWait();
    }
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    assertEquals(130, graft.result(process).exitCode());
    assertTrue(Files.exists(state));
  }

  @Test
  public void anInterruptedVerbThatHasNothingToWriteIsNotWaitedFor() throws Exception {
    Process process = graft.start("until-killed");
    while (process.isAlive() && !graft.output().contains("started")) {
      Thread.onSpinWait();
    }
    long since = System.nanoTime();
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    GraftCommand.Result result = graft.result(process);
    assertEquals(130, result.exitCode());
    assertEquals("", result.errors());
    // One second, and the framework's end; a verb that writes would get 20.
    assertTrue((System.nanoTime() - since) / 1e9 < 15);
  }

  @Test
  public void nothingStaysInTheTemporaryFolder() throws Exception {
    assertEquals(0, graft.run("0").exitCode());
    assertEquals(List.of(), graft.leftovers());
  }

  @Test
  public void aBundleInTheDeployFolderStarts() throws Exception {
    Path deploy = graft.folder().resolve("deploy");
    Process process = graft.start("until-active", Late.class.getName(), "--deploy", "deploy");
    while (process.isAlive() && !Files.exists(deploy)) {
      Thread.onSpinWait();
    }
    GraftCommand.writeBundle(deploy.resolve("late.jar"), Late.class);
    String made = "graft: --deploy " + deploy + ": there was no such folder; it is made";
    assertEquals(new GraftCommand.Result(0, "", made + "\n"), graft.result(process));
  }

  @Test
  public void aBrokenAddonCostsALine() throws Exception {
    Path broken = temporary.getRoot().toPath().resolve("user/home/addons/broken.jar");
    Files.writeString(broken, "no jar");
    GraftCommand.Result result = graft.run("0");
    assertEquals(0, result.exitCode());
    assertTrue(result.errors(), result.errors().startsWith("graft: add-on " + broken));
    assertEquals(1, result.errors().lines().count());
  }

  @Test
  public void anInstalledCopyRunsFromAFolderWithSpaces() throws Exception {
    Path copy = temporary.newFolder("a copy").toPath();
    Path dist = Path.of("launcher/target/dist");
    for (Path from : Distribution.files(Distribution.root().resolve(dist))) {
      Path to = copy.resolve(Distribution.root().relativize(from));
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    }
    Files.copy(Distribution.root().resolve("graft"), copy.resolve("graft"));
    graft.environment().remove("GRAFT_BUILT");
    Path link = Files.createSymbolicLink(copy.resolve("a link"), Path.of("graft"));
    assertEquals(new GraftCommand.Result(3, "", ""), graft.script(link).run("3"));
  }

  @Test
  public void aJreInJavaHomeIsPassedOver() throws Exception {
    graft.environment().remove("GRAFT_JAVA_HOME");
    graft.environment().put("JAVA_HOME", temporary.newFolder("jre").toString());
    assertEquals(new GraftCommand.Result(5, "", ""), graft.run("5"));
  }

  @Test
  public void aWrongJdkIsNamed() throws Exception {
    graft.environment().put("GRAFT_JAVA_HOME", "/nowhere");
    GraftCommand.Result result = graft.run("0");
    assertEquals(1, result.exitCode());
    assertEquals(
        "graft: GRAFT_JAVA_HOME is /nowhere, where no JDK is (bin/javac)\n", result.errors());
  }
}
