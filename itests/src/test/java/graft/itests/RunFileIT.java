package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The run files, and {@code ./graft} in the framework that one of them names. */
public class RunFileIT {
  private static final Pattern BUNDLE = Pattern.compile("([\\w.-]+);version=");

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  @Test
  public void theRunFileOfFelixHasTheBundlesThatAUserInstalls() throws Exception {
    Set<String> installed = new TreeSet<>();
    for (Path jar : Distribution.bundles()) {
      installed.add(symbolicName(jar));
    }
    assertEquals(installed, bundles("felix"));
  }

  @Test
  public void equinoxHasALogOfItsOwn() throws Exception {
    Set<String> others = bundles("felix");
    others.remove("org.apache.felix.log");
    assertEquals(others, bundles("equinox"));
  }

  @Test
  public void theCommandRunsInEquinox() throws Exception {
    GraftCommand graft = inEquinox();
    String bundles = graft.run("shell", "-c", "lb -s").output();
    assertTrue(bundles, bundles.contains("org.eclipse.osgi"));
    assertTrue(bundles, bundles.contains("graft-core"));
    assertFalse(bundles, bundles.contains("org.apache.felix.log"));
    SmallData.write(graft.folder());
    GraftCommand.Result result = graft.run("train", "model.json", "--epochs", "1", "--out", "run");
    assertEquals(result.toString(), 0, result.exitCode());
    assertEquals("", result.errors());
    assertEquals(List.of(), graft.leftovers());
  }

  @Test
  public void aFrameworkThatIsNotThereIsNamed() throws Exception {
    GraftCommand graft = new GraftCommand(temporary.getRoot().toPath());
    graft.environment().put("GRAFT_FRAMEWORK", "nowhere.jar");
    assertEquals("GRAFT_FRAMEWORK is nowhere.jar, where no jar is", graft.run("plugins").message());
  }

  private GraftCommand inEquinox() throws Exception {
    String framework = runFile("equinox").getProperty("-runfw").replaceAll(";.*", "");
    Path jar = Path.of(System.getProperty("graft.equinox"));
    assertEquals(framework, symbolicName(jar));
    GraftCommand graft = new GraftCommand(temporary.getRoot().toPath());
    graft.environment().put("GRAFT_FRAMEWORK", jar.toString());
    return graft;
  }

  private static Set<String> bundles(String name) throws Exception {
    Set<String> bundles = new TreeSet<>();
    BUNDLE
        .matcher(runFile(name).getProperty("-runbundles"))
        .results()
        .forEach(found -> bundles.add(found.group(1)));
    return bundles;
  }

  /** Bnd's files read as properties. */
  private static Properties runFile(String name) throws Exception {
    Properties properties = new Properties();
    try (Reader reader =
        Files.newBufferedReader(Distribution.root().resolve("cnf/" + name + ".bndrun"))) {
      properties.load(reader);
    }
    return properties;
  }

  private static String symbolicName(Path jar) throws Exception {
    try (JarFile file = new JarFile(jar.toFile())) {
      String name = file.getManifest().getMainAttributes().getValue("Bundle-SymbolicName");
      return name.replaceAll(";.*", "").strip();
    }
  }
}
