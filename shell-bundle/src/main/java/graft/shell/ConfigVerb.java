package graft.shell;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code graft config}: the configuration of PID {@code graft}. */
@Command(
    name = "config",
    description = "Show or change what holds for all jobs; it is kept for later runs.",
    footer = {
      "",
      "threads=N       threads of a job, 0 for all; running jobs follow",
      "accelerator=X   the accelerator of new jobs",
      "deploy=DIR      a folder whose jars are installed as they come and go",
      "memory=MIB      the most that a new job may take, 0 for no limit",
      "log=LEVEL       trace, debug, info, warning or error",
      "Nothing after the = brings the default back. Options of a verb go before this."
    })
final class ConfigVerb implements Callable<Object> {
  private final Session session;
  private final BundleContext context;

  @Parameters(arity = "0..*", paramLabel = "SETTING=VALUE", description = "such as threads=1")
  List<String> assignments = List.of();

  ConfigVerb(Session session, BundleContext context) {
    this.session = session;
    this.context = context;
  }

  @Override
  public Object call() {
    if (!assignments.isEmpty()) {
      change();
    }
    return session.graft().settings();
  }

  private void change() {
    Map<String, Object> properties = new LinkedHashMap<>(session.graft().settings().properties());
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      String name = assignment.substring(0, Math.max(0, equals));
      if (!Settings.NAMES.contains(name)) {
        throw new ConfigException(
            "config " + assignment,
            "expected SETTING=VALUE",
            "settings are " + String.join(", ", Settings.NAMES));
      }
      String value = assignment.substring(equals + 1);
      boolean path = name.equals("deploy") && !value.isEmpty();
      properties.put(name, path ? folder(assignment, value) : value);
    }
    // Checked before it is kept; in effect when this returns.
    Settings settings = Settings.of(properties);
    session.graft().settings(settings);
    keep(settings);
  }

  /** A folder that is there, made if need be: all later commands begin with it. */
  private static String folder(String assignment, String value) {
    try {
      return Files.createDirectories(Path.of(value).toAbsolutePath()).toString();
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(
          "config " + assignment, "expected a folder that is there or can be made: " + e, "");
    }
  }

  private void keep(Settings settings) {
    ServiceReference<ConfigurationAdmin> reference =
        context.getServiceReference(ConfigurationAdmin.class);
    if (reference == null) {
      throw unkept("there is no Config Admin, or it cannot make that folder");
    }
    try {
      // A location of "?" is anybody's: the one who reads it is the core.
      context
          .getService(reference)
          .getConfiguration("graft", "?")
          .update(new Hashtable<>(settings.properties()));
    } catch (IOException e) {
      throw unkept(DataException.reason(e));
    } finally {
      context.ungetService(reference);
    }
  }

  private DataException unkept(String reason) {
    String folder = String.valueOf(context.getProperty("felix.cm.dir")); // of Config Admin
    return new DataException(
        folder, "the configuration cannot be kept there: " + reason, "set GRAFT_HOME");
  }
}
