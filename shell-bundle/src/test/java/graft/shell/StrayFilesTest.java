package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;

class StrayFilesTest {
  @TempDir Path folder;

  private final Logger logger = Logger.getLogger(StrayFiles.class.getName());
  private final List<String> lines = new ArrayList<>();
  private final List<BundleListener> listeners = new ArrayList<>();
  private final StrayFiles stray =
      new StrayFiles(
          Stubs.of(
              BundleContext.class,
              (method, args) -> {
                if (method.equals("addBundleListener")) {
                  listeners.add((BundleListener) args[0]);
                }
                return method.equals("getProperty") ? folder.resolve("packed").toString() : null;
              }));
  private final Handler kept =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(kept);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(kept);
    logger.setUseParentHandlers(true);
  }

  private static void jar(Path file, String symbolicName) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (!symbolicName.isEmpty()) {
      manifest.getMainAttributes().putValue("Bundle-SymbolicName", symbolicName);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      new JarOutputStream(out, manifest).close();
    }
  }

  private void event(int type, Path file) {
    Bundle bundle = Stubs.of(Bundle.class, (method, args) -> file.toUri().toString());
    listeners.forEach(listener -> listener.bundleChanged(new BundleEvent(type, bundle)));
  }

  @Test
  void aDamagedJarIsToldOfOnceEachTimeThatItIsWritten() throws IOException {
    Path jar = Files.writeString(folder.resolve("mine.jar"), "no jar");
    assertFalse(stray.canHandle(jar.toFile()));
    stray.canHandle(jar.toFile());
    String fault = jar + ": no usable bundle: it is damaged or not complete: ";
    assertEquals(1, lines.size());
    assertEquals(fault, lines.get(0).substring(0, fault.length()));
    Files.writeString(jar, "still no jar");
    stray.canHandle(jar.toFile());
    assertEquals(2, lines.size());
  }

  @Test
  void aJarWithoutABundlesNameIsNone() throws IOException {
    Path jar = folder.resolve("library.jar");
    jar(jar, "");
    stray.canHandle(jar.toFile());
    assertEquals(
        List.of(jar + ": no usable bundle: its manifest has no Bundle-SymbolicName"), lines);
  }

  /** File Install uninstalls the bundle, and asks nobody about the file. */
  @Test
  void aDamagedJarInTheBundlesPlaceIsToldOf() throws IOException {
    Path jar = folder.resolve("mine.jar");
    jar(jar, "mine");
    event(BundleEvent.INSTALLED, jar);
    event(BundleEvent.UNINSTALLED, jar); // by hand: the jar is still a good one
    assertEquals(List.of(), lines);
    for (int i = 1; i <= 2; i++) {
      Files.writeString(jar, "no jar");
      event(BundleEvent.UNINSTALLED, jar);
      assertEquals(i, lines.size());
      event(BundleEvent.INSTALLED, jar); // a good one again
    }
    Files.delete(jar);
    event(BundleEvent.UNINSTALLED, jar);
    assertEquals(2, lines.size());
  }

  @Test
  void filesOnTheirWayAndPackedFoldersAreLeftAlone() throws IOException {
    Files.createDirectory(folder.resolve("packed"));
    for (String name : List.of(".mine.jar", "mine.tmp", "mine.jar.part", "packed/folder.jar")) {
      stray.canHandle(Files.writeString(folder.resolve(name), "x").toFile());
    }
    assertEquals(List.of(), lines);
    Path notes = Files.writeString(folder.resolve("notes"), "x");
    stray.canHandle(notes.toFile());
    assertEquals(List.of(notes + " is no jar: it is left alone"), lines);
  }
}
