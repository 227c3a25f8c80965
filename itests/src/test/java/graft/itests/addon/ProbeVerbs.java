package graft.itests.addon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Verbs that show what the launcher does; as an add-on they stand before the shell's. */
public final class ProbeVerbs implements BundleActivator, ToIntFunction<String[]> {
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile BundleContext context;
  private volatile boolean isWriting;

  @Override
  public void start(BundleContext bundleContext) {
    context = bundleContext;
    context.registerService(ToIntFunction.class, this, property("graft.verbs"));
    BooleanSupplier stop =
        () -> {
          stopped.countDown();
          return isWriting;
        };
    context.registerService(BooleanSupplier.class, stop, property("graft.stop"));
  }

  private static Dictionary<String, Object> property(String name) {
    return new Hashtable<>(java.util.Map.of(name, true, "service.ranking", 1_000));
  }

  @Override
  public void stop(BundleContext bundleContext) {}

  @Override
  public int applyAsInt(String[] args) {
    try {
      return run(args[0], args.length > 1 ? args[1] : "");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private int run(String verb, String argument) throws Exception {
    switch (verb) {
      case "folder" -> System.out.println(Path.of("").toAbsolutePath());
      case "errors" -> System.err.print("half a line");
      case "until-stopped" -> {
        isWriting = true;
        System.out.println("started");
        stopped.await();
        Files.writeString(Path.of(argument), "written after the signal");
      }
      case "until-killed" -> {
        System.out.println("started");
        new CountDownLatch(1).await();
      }
      case "until-active" -> {
        while (Arrays.stream(context.getBundles()).noneMatch(b -> isActive(b, argument))) {
          Thread.onSpinWait();
        }
      }
      default -> {
        return Integer.parseInt(verb);
      }
    }
    return 0;
  }

  private static boolean isActive(Bundle bundle, String name) {
    return name.equals(bundle.getSymbolicName()) && bundle.getState() == Bundle.ACTIVE;
  }
}
