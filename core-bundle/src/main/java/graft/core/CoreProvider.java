package graft.core;

import graft.api.run.Graft;
import graft.core.registry.ClassPathProviders;

/** Finds the core on a plain class path, by {@link java.util.ServiceLoader}. */
public final class CoreProvider implements Graft.Provider {
  @Override
  public Graft create(ClassLoader plugins) {
    ClassPathProviders providers = new ClassPathProviders(plugins);
    return new GraftCore(providers.registry(), providers::close);
  }
}
