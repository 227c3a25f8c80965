package graft.shell;

import java.io.File;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.service.component.annotations.Component;

/**
 * Says once for each file in the deploy folder that nobody installs it: the last of File Install's
 * installers, asked about what no other takes.
 */
@Component(service = ArtifactInstaller.class, property = "service.ranking:Integer=-2147483648")
public final class StrayFiles implements ArtifactInstaller {
  private static final System.Logger LOG = System.getLogger(StrayFiles.class.getName());

  private final Set<File> told = ConcurrentHashMap.newKeySet();

  @Override
  public boolean canHandle(File file) {
    String name = file.getName();
    // Files on their way often have such names; a jar that is none is told of elsewhere.
    boolean passing = name.startsWith(".") || name.matches(".*\\.(tmp|part|jar)");
    if (!passing && told.add(file)) {
      LOG.log(System.Logger.Level.WARNING, file + " is no jar: it is left alone");
    }
    return false;
  }

  @Override
  public void install(File file) {}

  @Override
  public void update(File file) {}

  @Override
  public void uninstall(File file) {}
}
