package graft.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Takes standard error from another file descriptor.
 *
 * <p>The JVM warns of incubator modules on descriptor 2 before any code of ours runs, and has no
 * option against it. So the script filters descriptor 2 for that one line, and passes the user's
 * standard error as another one. Writing to that one directly keeps progress bars alive, and no
 * message is still in the filter when the process has ended.
 */
final class StandardError {
  private StandardError() {}

  /** Follows {@code graft.stderr}, the number of a descriptor; does nothing where it is not set. */
  static void adopt() {
    Integer number = Integer.getInteger("graft.stderr");
    if (number == null) {
      return;
    }
    try {
      // The JDK has no public way to a descriptor by number; opening /dev/fd/N would truncate files
      // and fails for sockets. The script opens java.io to us.
      var descriptor = FileDescriptor.class.getDeclaredConstructor(int.class);
      descriptor.setAccessible(true);
      var stream = new FileOutputStream(descriptor.newInstance(number));
      System.setErr(new PrintStream(stream, true, charset()));
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Descriptor 2 goes on, through the filter.
      return;
    }
  }

  private static Charset charset() {
    String name = System.getProperty("stderr.encoding", System.getProperty("sun.stderr.encoding"));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }
}
