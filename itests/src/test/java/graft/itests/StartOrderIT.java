package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** Bundles installed and started in any order, in a fresh Felix each time. */
public class StartOrderIT {
  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  @Test
  public void inAnyOrderTheyEndUpWorking() throws Exception {
    SmallData.write(temporary.getRoot().toPath());
    for (int seed = 0; seed < (Boolean.getBoolean("graft.long") ? 50 : 5); seed++) {
      work(seed);
    }
  }

  private void work(int seed) throws Exception {
    Random random = new Random(seed);
    Path storage = temporary.newFolder("storage-" + seed).toPath();
    Framework felix =
        new FrameworkFactory().newFramework(Map.of("org.osgi.framework.storage", "" + storage));
    try {
      felix.start();
      List<Path> jars =
          new ArrayList<>(
              Distribution.bundles().stream()
                  .filter(jar -> !jar.getFileName().toString().contains("gogo.jline"))
                  .toList());
      jars.add(SwishJars.built());
      Collections.shuffle(jars, random);
      List<Bundle> bundles = new ArrayList<>();
      for (Path jar : jars) {
        bundles.add(felix.getBundleContext().installBundle("reference:" + jar.toUri()));
      }
      Collections.shuffle(bundles, random);
      start(bundles);
      assertWorks(felix, "seed " + seed);
      // And once more: all of ours stopped in one order, and started in another one.
      bundles.removeIf(bundle -> !bundle.getSymbolicName().startsWith("graft-"));
      Collections.shuffle(bundles, random);
      for (Bundle bundle : bundles) {
        bundle.stop();
      }
      Collections.shuffle(bundles, random);
      start(bundles);
      assertWorks(felix, "restarted, seed " + seed);
    } finally {
      felix.stop();
      felix.waitForStop(20_000);
    }
    assertEquals(List.of(), threads());
  }

  private static void start(List<Bundle> bundles) throws BundleException {
    for (Bundle bundle : bundles) {
      bundle.start();
    }
  }

  @SuppressWarnings("unchecked") // The contract of (graft.verbs=true).
  private void assertWorks(Framework felix, String when) throws Exception {
    ServiceReference<?>[] references = null;
    for (int i = 0; i < 2_000 && references == null; i++) {
      TimeUnit.MILLISECONDS.sleep(i == 0 ? 0 : 10);
      // All: the test's class path has the shell's classes too, which are not the bundle's.
      references =
          felix
              .getBundleContext()
              .getAllServiceReferences(ToIntFunction.class.getName(), "(graft.verbs=true)");
    }
    assertNotNull(when + ": no verbs", references);
    var verbs = (ToIntFunction<String[]>) felix.getBundleContext().getService(references[0]);
    Path folder = temporary.getRoot().toPath();
    Path run = folder.resolve("run-" + System.nanoTime());
    String model =
        Files.readString(folder.resolve("model.json"))
            .replace("\"images.idx\"", "\"" + folder.resolve("images.idx") + "\"")
            .replace("\"labels.idx\"", "\"" + folder.resolve("labels.idx") + "\"")
            .replace("\"dropout\", \"name\"", "\"swish\", \"name\"")
            .replace(", \"rate\": 0.1", "");
    Path file = Files.writeString(folder.resolve("swish.json"), model);
    assertEquals(when, 0, quietly(verbs, "train", "" + file, "--out", "" + run));
    assertTrue(when, Files.isDirectory(run.resolve("checkpoints")));
  }

  private static int quietly(ToIntFunction<String[]> verbs, String... args) {
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try {
      return verbs.applyAsInt(args);
    } finally {
      System.setOut(out);
    }
  }

  /** Threads of Graft that are alive a while after the framework has stopped. */
  private static List<String> threads() throws InterruptedException {
    List<String> names = List.of();
    for (int i = 0; i < 200; i++) {
      names =
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(name -> name.startsWith("graft-"))
              .toList();
      if (names.isEmpty()) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return names;
  }
}
