package graft.itests;

import graft.api.run.Graft;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/** Graft with the whole catalogue from its jars, without OSGi. */
final class ClassPathGraft implements AutoCloseable {
  private final URLClassLoader loader;
  private final Graft graft;

  /** Of the test's class path it shows the API only: all else comes from the jars. */
  private static final class ApiOnly extends ClassLoader {
    ApiOnly() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("graft.api.")) {
        return ApiOnly.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }

  ClassPathGraft() {
    loader =
        new URLClassLoader(
            jars().stream().map(ClassPathGraft::url).toArray(URL[]::new), new ApiOnly());
    graft = Graft.create(loader);
  }

  Graft graft() {
    return graft;
  }

  /** What is shipped, but the API. */
  static List<Path> jars() {
    return Distribution.bundles().stream()
        .filter(jar -> !jar.getFileName().toString().startsWith("graft-api"))
        .toList();
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void close() throws IOException {
    graft.close();
    loader.close();
  }
}
