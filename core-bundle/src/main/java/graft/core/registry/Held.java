package graft.core.registry;

/** A plug-in that is in use until closed: what a job does with its accelerator. */
public final class Held implements AutoCloseable {
  private final Provider provider;
  private final Object plugin;
  private final Runnable release;

  Held(Provider provider, Lease lease) {
    this.provider = provider;
    this.plugin = lease.plugin();
    this.release = lease.release();
  }

  public Provider provider() {
    return provider;
  }

  public Object plugin() {
    return plugin;
  }

  @Override
  public void close() {
    release.run();
  }
}
