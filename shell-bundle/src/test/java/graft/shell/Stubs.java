package graft.shell;

import java.lang.reflect.Proxy;
import java.util.List;
import org.osgi.framework.Version;

/** Services that do nothing, for tests of what comes before they are asked. */
final class Stubs {
  private Stubs() {}

  static <T> T of(Class<T> type) {
    Object stub =
        Proxy.newProxyInstance(
            Stubs.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) -> answer(method.getReturnType()));
    return type.cast(stub);
  }

  private static Object answer(Class<?> type) {
    if (type == List.class) {
      return List.of();
    }
    if (type == Version.class) {
      return new Version(1, 2, 3);
    }
    if (type == void.class || !type.isInterface()) {
      return null;
    }
    return of(type);
  }
}
