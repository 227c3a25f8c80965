package graft.shell;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Says once for each file in the deploy folder that nobody installs it, and why: the last of File
 * Install's installers, asked about what no other takes. It is not asked about a file that was a
 * bundle until now, which is uninstalled at once: there it listens.
 */
@Component(service = ArtifactInstaller.class, property = "service.ranking:Integer=-2147483648")
public final class StrayFiles implements ArtifactInstaller {
  private static final System.Logger LOG = System.getLogger(StrayFiles.class.getName());

  private static final String PACKED = "felix.fileinstall.tmpdir";

  /** By file how long it was: one that is written anew is told of again. */
  private final Map<File, Long> told = new ConcurrentHashMap<>();

  private final BundleContext context;
  private final BundleListener listener = this::changed;

  @Activate
  public StrayFiles(BundleContext context) {
    this.context = context;
    context.addBundleListener(listener);
  }

  @Deactivate
  void close() {
    context.removeBundleListener(listener);
  }

  private void changed(BundleEvent event) {
    String location = event.getBundle().getLocation();
    if (location.startsWith("file:") && event.getType() == BundleEvent.UNINSTALLED) {
      File file = new File(URI.create(location).getPath());
      if (file.exists()) {
        canHandle(file);
      }
    } else if (location.startsWith("file:") && event.getType() == BundleEvent.INSTALLED) {
      told.remove(new File(URI.create(location).getPath()));
    }
  }

  @Override
  public boolean canHandle(File file) {
    String name = file.getName();
    // Files on their way often have such names; a folder is packed there.
    boolean passing =
        name.startsWith(".")
            || name.matches(".*\\.(tmp|part)")
            || String.valueOf(file.getParent()).equals(context.getProperty(PACKED));
    String fault = passing ? "" : fault(file);
    Long length = file.length();
    if (!fault.isEmpty() && !length.equals(told.put(file, length))) {
      LOG.log(System.Logger.Level.WARNING, file + fault);
    }
    return false;
  }

  /** What keeps a file from being installed, or nothing. */
  private static String fault(File file) {
    if (!file.getName().endsWith(".jar")) {
      return " is no jar: it is left alone";
    }
    try (JarFile jar = new JarFile(file)) {
      Manifest manifest = jar.getManifest();
      Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
      boolean isNamed = attributes.getValue(Constants.BUNDLE_SYMBOLICNAME) != null;
      return isNamed ? "" : ": no usable bundle: its manifest has no Bundle-SymbolicName";
    } catch (IOException e) {
      return ": no usable bundle: it is damaged or not complete: " + e.getMessage();
    }
  }

  @Override
  public void install(File file) {}

  @Override
  public void update(File file) {}

  @Override
  public void uninstall(File file) {}
}
