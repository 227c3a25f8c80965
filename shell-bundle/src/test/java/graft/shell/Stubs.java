package graft.shell;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.BiFunction;
import org.osgi.framework.Version;

/** Services that do nothing, for tests of what comes before they are asked. */
final class Stubs {
  private Stubs() {}

  static <T> T of(Class<T> type) {
    return proxy(type, (self, method, args) -> answer(method.getReturnType()));
  }

  /** One whose answers depend on the method's name and on what it is given. */
  static <T> T of(Class<T> type, BiFunction<String, Object[], Object> answers) {
    return proxy(type, (self, method, args) -> answers.apply(method.getName(), args));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(Stubs.class.getClassLoader(), new Class<?>[] {type}, handler));
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
