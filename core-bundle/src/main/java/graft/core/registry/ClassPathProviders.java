package graft.core.registry;

import graft.api.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The registry on a plain class path: finds the components that bnd describes in each jar, by the
 * manifest's header {@code Service-Component}. The one place that loads a class by name.
 *
 * <p>It makes one instance of a component when it is first used, and keeps it until closed. A
 * component that needs something injected is refused by name: nobody is there to inject.
 */
public final class ClassPathProviders implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ClassPathProviders.class.getName());
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  /** A component, its one instance made when first asked for. */
  private static final class Singleton {
    final ComponentXml description;
    final ClassLoader loader;
    @Nullable Object instance;

    Singleton(ComponentXml description, ClassLoader loader) {
      this.description = description;
      this.loader = loader;
    }

    synchronized Lease lease() {
      Object made = instance;
      if (made == null) {
        made = make();
        instance = made;
      }
      return new Lease(made, () -> {});
    }

    private Object make() {
      String name = description.implementation();
      try {
        Object made = loader.loadClass(name).getConstructor().newInstance();
        call(made, description.activate());
        return made;
      } catch (java.lang.reflect.InvocationTargetException e) {
        throw new IllegalStateException(name + ": " + e.getCause());
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException(
            name
                + " needs what only OSGi injects: expected a public class with a public"
                + " constructor, and life-cycle methods, without arguments");
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(name + ": " + e);
      }
    }

    synchronized void close() {
      Object made = instance;
      instance = null;
      if (made != null) {
        try {
          call(made, description.deactivate());
        } catch (ReflectiveOperationException e) {
          LOG.log(System.Logger.Level.WARNING, description.implementation() + ": " + e);
        }
      }
    }

    private static void call(Object instance, String method) throws ReflectiveOperationException {
      if (!method.isEmpty()) {
        Method found = instance.getClass().getDeclaredMethod(method);
        found.setAccessible(true);
        found.invoke(instance);
      }
    }
  }

  private final Registry registry = new Registry();
  private final List<Singleton> singletons = new ArrayList<>();

  /** Finds the plug-ins of all jars and folders that a class loader sees. */
  public ClassPathProviders(ClassLoader loader) {
    Set<String> seen = new HashSet<>();
    for (URL manifest : manifests(loader)) {
      try {
        readManifest(manifest, loader, seen);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, manifest + " is left out: " + e.getMessage());
      }
    }
  }

  /** The registry of what was found. */
  public Registry registry() {
    return registry;
  }

  /** Deactivates the components that were used. */
  @Override
  public void close() {
    singletons.forEach(Singleton::close);
  }

  private static List<URL> manifests(ClassLoader loader) {
    try {
      return Collections.list(loader.getResources(MANIFEST));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot list the class path", e);
    }
  }

  private void readManifest(URL url, ClassLoader loader, Set<String> seen) throws IOException {
    Attributes headers;
    try (InputStream in = open(url)) {
      headers = new Manifest(in).getMainAttributes();
    }
    String components = headers.getValue("Service-Component");
    if (components == null) {
      return;
    }
    String text = url.toString();
    String root = text.substring(0, text.length() - MANIFEST.length());
    for (String path : components.split(",")) {
      URL xml = URI.create(root + path.trim()).toURL();
      try (InputStream in = open(xml)) {
        ComponentXml component = ComponentXml.read(in, path.trim());
        // Of two jars with the same class the loader takes the first.
        if (!component.kinds().isEmpty() && seen.add(component.implementation())) {
          register(component, headers, root, loader);
        }
      }
    }
  }

  private void register(
      ComponentXml component, Attributes headers, String root, ClassLoader loader) {
    if (component.isInjected()) {
      LOG.log(
          System.Logger.Level.WARNING,
          component.implementation()
              + " of "
              + root
              + " is left out: it needs what only OSGi injects; hint: give it a constructor without"
              + " arguments and no references");
      return;
    }
    Singleton singleton = new Singleton(component, loader);
    singletons.add(singleton);
    for (Kind kind : component.kinds()) {
      registry.add(
          new Provider(
              kind,
              component.type(kind),
              header(headers, "Bundle-SymbolicName", root),
              header(headers, "Bundle-Version", "0.0.0"),
              component.ranking(),
              singletons.size(),
              0),
          singleton::lease);
    }
  }

  private static String header(Attributes headers, String name, String fallback) {
    String value = headers.getValue(name);
    return value == null ? fallback : value.split(";")[0].trim();
  }

  /** Without the JVM's cache of jars, which would keep the file open. */
  private static InputStream open(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }
}
