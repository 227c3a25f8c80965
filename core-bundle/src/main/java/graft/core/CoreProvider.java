package graft.core;

import graft.api.Kind;
import graft.api.run.Graft;
import graft.core.registry.ClassPathProviders;
import graft.core.registry.Provider;
import graft.core.registry.Registry;

/** Finds the core on a plain class path, by {@link java.util.ServiceLoader}. */
public final class CoreProvider implements Graft.Provider {
  @Override
  public Graft create(ClassLoader plugins) {
    ClassPathProviders providers = new ClassPathProviders(plugins);
    return new GraftCore(providers.registry(), version(providers.registry()), providers::close);
  }

  /** That of the core's own accelerator, found in the core's jar as all types are in theirs. */
  private static String version(Registry registry) {
    return registry.providers(Kind.ACCELERATOR).stream()
        .filter(provider -> provider.bundle().equals("graft-core"))
        .findFirst()
        .map(Provider::version)
        .orElse("0.0.0");
  }
}
