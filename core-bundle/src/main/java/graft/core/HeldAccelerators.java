package graft.core;

import graft.api.Kind;
import graft.api.MissingTypeException;
import graft.api.accel.Accelerator;
import graft.core.reference.Interpreter;
import graft.core.registry.Held;
import graft.core.registry.NamedAccelerator;
import graft.core.registry.Provider;
import graft.core.registry.Registration;
import graft.core.registry.Registry;
import graft.core.train.Accelerators;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registry's accelerators. An accelerator is held while it is registered, since memory and
 * programs of running jobs live on it; once it is gone it is given back.
 */
final class HeldAccelerators implements Accelerators, AutoCloseable {
  private final Registry registry;
  private final Registration registration;
  private final Map<Provider, InUse> held = new LinkedHashMap<>();
  private final Accelerator fallback = new Interpreter(true);
  private int usualThreads;
  private volatile long memoryLimit;

  /** What is held, and how the rest of the core sees it. */
  private record InUse(Held held, Accelerator accelerator) {
    InUse(Held held) {
      this(held, new NamedAccelerator(held));
    }
  }

  HeldAccelerators(Registry registry) {
    this.registry = registry;
    this.registration = registry.onChange(this::dropGone);
  }

  @Override
  public long generation() {
    return registry.generation();
  }

  @Override
  public Accelerator best(Optional<String> wanted, Collection<Accelerator> except) {
    List<Provider> candidates = new ArrayList<>(registry.providers(Kind.ACCELERATOR));
    wanted.ifPresent(w -> candidates.sort((a, b) -> rank(b, w) - rank(a, w)));
    for (Provider candidate : candidates) {
      Optional<Accelerator> accelerator = hold(candidate);
      if (accelerator.isPresent() && except.stream().noneMatch(a -> a == accelerator.get())) {
        return accelerator.get();
      }
    }
    return fallback;
  }

  private static int rank(Provider provider, String wanted) {
    return provider.type().equals(wanted) ? 1 : 0;
  }

  private synchronized Optional<Accelerator> hold(Provider provider) {
    InUse known = held.get(provider);
    if (known == null) {
      Held fresh;
      try {
        fresh = registry.hold(Kind.ACCELERATOR, provider.type());
      } catch (MissingTypeException e) {
        return Optional.empty(); // it went in this moment
      }
      known = held.get(fresh.provider());
      if (known != null) {
        fresh.close();
      } else {
        known = new InUse(fresh);
        held.put(fresh.provider(), known);
        known.accelerator().usualThreads(usualThreads);
      }
    }
    return Optional.of(known.accelerator());
  }

  @Override
  public long memoryLimit() {
    return memoryLimit;
  }

  /**
   * Sets what holds for all accelerators, those to come too.
   *
   * @param threads see {@link Accelerator#usualThreads}
   * @param memory bytes for a training; 0 for no limit
   */
  synchronized void limit(int threads, long memory) {
    usualThreads = threads;
    memoryLimit = memory;
    held.values().forEach(one -> one.accelerator().usualThreads(threads));
  }

  @Override
  public synchronized boolean has(Accelerator accelerator) {
    return accelerator == fallback
        || held.values().stream().anyMatch(one -> one.accelerator() == accelerator);
  }

  private synchronized void dropGone() {
    List<Provider> there = registry.providers(Kind.ACCELERATOR);
    held.entrySet()
        .removeIf(
            entry -> {
              boolean gone = !there.contains(entry.getKey());
              if (gone) {
                entry.getValue().held().close();
              }
              return gone;
            });
  }

  @Override
  public synchronized void close() {
    registration.close();
    held.values().forEach(one -> one.held().close());
    held.clear();
  }
}
