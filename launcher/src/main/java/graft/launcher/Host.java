package graft.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.apache.felix.framework.util.FelixConstants;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A framework with Graft's bundles and the user's add-ons: the first on the class path, which is
 * Felix unless another stands before it. Its storage is a temporary folder of this process, so that
 * two runs never share one.
 */
final class Host implements AutoCloseable {
  private static final String VERBS = "(graft.verbs=true)";
  private static final String STOP = "(graft.stop=true)";
  private static final int VERBS_SECONDS = 20;

  private static final String FILE_INSTALL = "org.apache.felix.fileinstall";

  /** Gogo's own shell, at a terminal. */
  private static final String USER_SHELL = "org.apache.felix.gogo.jline";

  /**
   * Started after all others, as they begin at once: with the files that are there, of which the
   * shell's bundle says what is wrong, and with the user's profile, which needs the verbs.
   */
  private static final List<String> LATE = List.of(FILE_INSTALL, USER_SHELL);

  /** In Felix's message: the bundle, the namespace and the filter of what it requires. */
  private static final Pattern MISSING =
      Pattern.compile(
          "Unable to resolve (\\S+) \\[\\d+].*?: missing requirement \\[.*?\\)] (\\S+); (\\(.*?\\))"
              + "(?=]| \\[caused by| Unresolved|$)");

  /** Bundles that only some command lines need; all others are started always. */
  private static final Map<String, Predicate<Options>> ON_DEMAND =
      Map.of(
          FILE_INSTALL,
          o -> o.deploy().isPresent(),
          "org.apache.felix.configadmin",
          o -> o.configures() && isFolder(Options.configurations()),
          "org.apache.felix.metatype",
          Options::shell,
          "org.apache.felix.log",
          Options::shell,
          "org.apache.felix.gogo.runtime",
          Options::shell,
          "org.apache.felix.gogo.command",
          Options::shell,
          USER_SHELL,
          Options::shell);

  private final Options options;
  private final Path storage;
  private final Framework framework;

  /** Why bundles did not start: the reason, and all whom it keeps from starting. */
  private final Map<String, List<String>> failures = new LinkedHashMap<>();

  Host(Options options) {
    this.options = options;
    try {
      storage = Files.createTempDirectory("graft-");
      if (options.deploy().isPresent()) {
        makeFolder(options.deploy().get(), options.shell());
      }
      if (options.shell()) {
        writeShellProfile();
      }
    } catch (IOException e) {
      throw new LaunchException(2, "cannot make a folder: " + e.getMessage());
    }
    framework = framework(configuration());
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Felix takes its log, an object, among the texts.
  private static Framework framework(Map<String, Object> configuration) {
    return ServiceLoader.load(FrameworkFactory.class, Host.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new LaunchException(1, "no framework is on the class path"))
        .newFramework((Map) configuration);
  }

  /** Starts everything that the command line needs, and returns the verbs. */
  ToIntFunction<String[]> start() {
    try {
      framework.init();
      BundleContext context = framework.getBundleContext();
      offer(context, "out", System.out);
      offer(context, "err", System.err);
      // Equinox has a log service of its own. Felix's, beside it, keeps what it is told of
      // services,
      // and with them the class loaders of bundles that are gone.
      boolean logs = context.getServiceReference("org.osgi.service.log.LogReaderService") != null;
      List<Bundle> bundles = new ArrayList<>();
      for (Path jar : jars(bundlesFolder())) {
        if (!(logs && jar.getFileName().toString().startsWith("org.apache.felix.log-"))) {
          // By reference: nothing is copied.
          bundles.add(context.installBundle("reference:" + jar.toUri()));
        }
      }
      bundles.addAll(addons(context));
      framework.start();
      bundles.sort(Comparator.comparingInt(bundle -> LATE.indexOf(name(bundle))));
      for (Bundle bundle : bundles) {
        if (ON_DEMAND.getOrDefault(name(bundle), o -> true).test(options)) {
          start(bundle);
        }
      }
      failures.forEach(
          (reason, names) ->
              System.err.println(
                  "graft: " + String.join(", ", names) + " did not start: " + reason));
      return verbs(context);
    } catch (BundleException | IOException e) {
      throw new LaunchException(1, "the framework did not start: " + e.getMessage());
    }
  }

  /** Before any bundle starts: Gogo replaces System.out and System.err. */
  private static void offer(BundleContext context, String name, PrintStream stream) {
    context.registerService(
        PrintStream.class, stream, new Hashtable<>(Map.of("graft.stream", name)));
  }

  /** Asks the running verb to end with its state written; false if there is no state to write. */
  boolean askToStop() {
    return find(BooleanSupplier.class, STOP) instanceof BooleanSupplier stop && stop.getAsBoolean();
  }

  @Override
  public void close() {
    try {
      framework.stop();
      framework.waitForStop(5_000);
    } catch (BundleException e) {
      System.err.println("graft: the framework did not stop: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      delete(storage);
    }
  }

  /** Made if need be. Config Admin without it would print a stack trace, and lose what is set. */
  private static boolean isFolder(Path folder) {
    try {
      Files.createDirectories(folder);
      return true;
    } catch (IOException e) {
      return false; // the verb that has something to keep says so
    }
  }

  /** Made if need be: a shell's is filled later, elsewhere the name may be a mistake. */
  private static void makeFolder(Path folder, boolean isFilledLater) {
    try {
      if (!isFilledLater && Files.notExists(folder)) {
        System.err.println("graft: --deploy " + folder + ": there was no such folder; it is made");
      }
      Files.createDirectories(folder);
    } catch (IOException e) {
      String reason = Files.exists(folder) ? "it is a file" : e.toString();
      throw new LaunchException(2, "--deploy " + folder + ": expected a folder: " + reason);
    }
  }

  /**
   * Gogo's shell reads {@code etc/gosh_profile} below {@code gosh.home}; its own, which it takes
   * where there is none, wants a terminal.
   */
  private void writeShellProfile() throws IOException {
    Path profile = storage.resolve("shell/etc/gosh_profile");
    Files.createDirectories(profile.getParent());
    if (!options.interactive()) {
      Files.createFile(profile);
      return;
    }
    try (InputStream in = Host.class.getResourceAsStream("gosh_profile")) {
      Files.copy(in, profile);
    }
  }

  private Map<String, Object> configuration() {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put("gosh.home", storage.resolve("shell").toString());
    configuration.put("felix.cm.dir", Options.configurations().toString());
    if (!options.interactive()) {
      // Gogo's pipes and loops, without a shell that talks to a terminal.
      configuration.put("gosh.args", "--nointeractive --noshutdown --nohistory");
      System.setProperty("org.jline.terminal.dumb", "true"); // no warning that there is none
    }
    configuration.put(Constants.FRAMEWORK_STORAGE, storage.resolve("bundles").toString());
    configuration.put(FelixConstants.LOG_LOGGER_PROP, new FrameworkLog());
    configuration.put("felix.fileinstall.poll", "250");
    configuration.put("felix.fileinstall.noInitialDelay", "true");
    configuration.put("felix.fileinstall.tmpdir", storage.resolve("deploy").toString());
    configuration.put("felix.fileinstall.log.default", "jul");
    // Warnings too: that a bundle does not start is one.
    configuration.put("felix.fileinstall.log.level", "2");
    // The shell may change this one.
    options.deploy().ifPresent(dir -> System.setProperty("felix.fileinstall.dir", dir.toString()));
    return configuration;
  }

  /** The folder beside the one that this class comes from. */
  private static Path bundlesFolder() {
    try {
      Path jar = Path.of(Host.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return jar.resolveSibling("../bundles").normalize();
    } catch (URISyntaxException e) {
      throw new LaunchException(1, "cannot find the launcher's folder: " + e.getMessage());
    }
  }

  /** Installs what lies in the user's Graft folder. A broken jar there costs a line, no more. */
  private List<Bundle> addons(BundleContext context) throws IOException {
    Path folder = Options.home().resolve("addons");
    List<Bundle> bundles = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      for (Path jar : jars(folder)) {
        try {
          bundles.add(context.installBundle(jar.toUri().toString()));
        } catch (BundleException e) {
          System.err.println("graft: add-on " + jar + " left out: " + e.getMessage());
        }
      }
    }
    return bundles;
  }

  private static List<Path> jars(Path folder) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.jar")) {
      stream.forEach(jars::add);
    }
    jars.sort(Comparator.naturalOrder());
    return jars;
  }

  /** Starts a bundle. One that does not start must not keep the others from their work. */
  private void start(Bundle bundle) {
    try {
      bundle.start();
    } catch (BundleException e) {
      failures.computeIfAbsent(reason(e), r -> new ArrayList<>()).add(name(bundle));
    }
  }

  /** A jar without a manifest is a bundle too, of no name. */
  private static String name(Bundle bundle) {
    return bundle.getSymbolicName() == null ? bundle.getLocation() : bundle.getSymbolicName();
  }

  /** What lacks at the end of the chain of bundles that Felix names, or else the first cause. */
  static String reason(BundleException e) {
    return MISSING
        .matcher(String.valueOf(e.getMessage()))
        .results()
        .reduce((outer, inner) -> inner)
        .map(lack -> lack.group(1) + " lacks " + lack.group(2) + " " + lack.group(3))
        .orElseGet(() -> firstCause(e));
  }

  private static String firstCause(Throwable e) {
    return e.getCause() == null ? e.toString() : firstCause(e.getCause());
  }

  @SuppressWarnings("unchecked") // The contract of (graft.verbs=true).
  private ToIntFunction<String[]> verbs(BundleContext context) {
    CountDownLatch registered = new CountDownLatch(1);
    ServiceListener listener = event -> registered.countDown();
    try {
      context.addServiceListener(listener, VERBS);
      Object verbs = find(ToIntFunction.class, VERBS);
      // Everything has started by now: where a bundle is missing, waiting brings nothing.
      if (verbs == null && failures.isEmpty() && registered.await(VERBS_SECONDS, SECONDS)) {
        verbs = find(ToIntFunction.class, VERBS);
      }
      if (verbs != null) {
        return (ToIntFunction<String[]>) verbs;
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      context.removeServiceListener(listener);
    }
    throw new LaunchException(1, "no bundle in " + bundlesFolder() + " offers the verbs");
  }

  /** The best service of a type, or null. */
  private @Nullable Object find(Class<?> type, String filter) {
    BundleContext context = framework.getBundleContext();
    try {
      ServiceReference<?>[] references =
          context == null ? null : context.getServiceReferences(type.getName(), filter);
      return references == null ? null : context.getService(Collections.max(List.of(references)));
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("graft: " + folder + " is left behind: " + e.getMessage());
    }
  }
}
