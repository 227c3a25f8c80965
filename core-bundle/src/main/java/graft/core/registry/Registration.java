package graft.core.registry;

/** Something registered; closing takes it out, and again does nothing. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
  @Override
  void close();
}
