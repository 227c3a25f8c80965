package graft.shell;

import graft.api.ConfigException;
import graft.api.run.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Follows {@code deploy} of the configuration: File Install is begun anew with another folder. What
 * came from the former one stays. The folder at the start is the launcher's affair.
 */
@Component(service = DeployFolder.class, immediate = true, configurationPid = "graft")
public final class DeployFolder {
  /** Of the launcher's making; in other containers the framework's own value goes before it. */
  private static final String PROPERTY = "felix.fileinstall.dir";

  private static final System.Logger LOG = System.getLogger(DeployFolder.class.getName());

  private final BundleContext context;
  private Optional<Path> folder;

  @Activate
  public DeployFolder(BundleContext context, Map<String, Object> configuration) {
    this.context = context;
    folder = wanted(configuration).orElse(Optional.empty());
  }

  /** The folder, or nothing if the configuration is wrong, which the core tells. */
  private static Optional<Optional<Path>> wanted(Map<String, Object> configuration) {
    try {
      return Optional.of(Settings.of(configuration).deploy());
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  @Modified
  synchronized void follow(Map<String, Object> configuration) {
    Optional<Path> next = wanted(configuration).orElse(folder);
    if (!next.equals(folder)) {
      folder = next;
      Arrays.stream(context.getBundles())
          .filter(b -> "org.apache.felix.fileinstall".equals(b.getSymbolicName()))
          .findFirst()
          .ifPresentOrElse(
              this::restart,
              () -> LOG.log(System.Logger.Level.WARNING, "deploy: there is no File Install"));
    }
  }

  private void restart(Bundle fileInstall) {
    try {
      fileInstall.stop(Bundle.STOP_TRANSIENT);
      if (folder.isPresent()) {
        System.setProperty(PROPERTY, folder.get().toString());
        if (!folder.get().toString().equals(context.getProperty(PROPERTY))) {
          LOG.log(System.Logger.Level.WARNING, "deploy: the folder is the framework's affair here");
        }
        fileInstall.start(Bundle.START_TRANSIENT);
      }
    } catch (BundleException e) {
      LOG.log(System.Logger.Level.WARNING, "deploy: File Install did not start: " + e);
    }
  }
}
