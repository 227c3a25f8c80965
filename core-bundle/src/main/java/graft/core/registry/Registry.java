package graft.core.registry;

import graft.api.GraftException;
import graft.api.Kind;
import graft.api.MissingTypeException;
import graft.api.Spec;
import graft.api.run.TypeInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The installed plug-ins by kind and type name. Of several providers of a type the one with the
 * highest ranking wins, then the highest version, then the lowest id. It holds references, no
 * objects: an instance is got for one use and given back. Thread-safe.
 *
 * <p>A provider whose instance cannot be made is reported once and passed over until it is
 * registered anew.
 */
public final class Registry {
  private static final System.Logger LOG = System.getLogger(Registry.class.getName());

  private static final Comparator<Entry> BEST_FIRST =
      Comparator.comparingInt((Entry entry) -> entry.provider.ranking())
          .thenComparing(entry -> BundleVersion.of(entry.provider.version()))
          .reversed()
          .thenComparingLong(entry -> entry.provider.id());

  /** A provider and the way to its instances. */
  private static final class Entry {
    final Provider provider;
    final Supplier<@Nullable Lease> source;

    /** Why it is passed over, or empty; guarded by the registry. */
    String fault = "";

    Entry(Provider provider, Supplier<@Nullable Lease> source) {
      this.provider = provider;
      this.source = source;
    }
  }

  private final Map<Kind, TreeMap<String, List<Entry>>> entries = new TreeMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile long generation;

  /** Rises with each provider that comes, goes or turns out not to work. */
  public long generation() {
    return generation;
  }

  /** The generation in which the winning provider came; -1 if there is none. */
  public synchronized long generation(Kind kind, String type) {
    return winner(kind, type).map(entry -> entry.provider.generation()).orElse(-1L);
  }

  /** The winning providers of a kind's types, by ranking, version and id: the best one first. */
  public synchronized List<Provider> providers(Kind kind) {
    return entries.getOrDefault(kind, new TreeMap<>()).keySet().stream()
        .flatMap(type -> winner(kind, type).stream())
        .sorted(BEST_FIRST)
        .map(entry -> entry.provider)
        .toList();
  }

  /**
   * Calls the body with an instance of the winning plug-in, and gives the instance back.
   *
   * @throws MissingTypeException if no provider has a working instance
   * @throws GraftException what the body throws; of anything else, or null, a text that names the
   *     bundle
   */
  public <R> R use(Kind kind, String type, BiFunction<Object, Provider, R> body) {
    try (Held held = hold(kind, type)) {
      try {
        R result = body.apply(held.plugin(), held.provider());
        if (result == null) {
          throw PluginFault.of(held.provider(), "gave null");
        }
        return result;
      } catch (GraftException e) {
        throw e;
      } catch (Throwable e) { // a plug-in may throw anything
        throw PluginFault.of(held.provider(), held.plugin(), e);
      }
    }
  }

  /**
   * An instance of the winning plug-in until the result is closed.
   *
   * @throws MissingTypeException if no provider has a working instance
   */
  public Held hold(Kind kind, String type) {
    while (true) {
      Entry entry;
      synchronized (this) {
        entry = winner(kind, type).orElseThrow(() -> missing(kind, type));
      }
      try {
        Lease lease = entry.source.get();
        if (lease != null) {
          return new Held(entry.provider, lease);
        }
        passOver(entry, "it is gone", System.Logger.Level.DEBUG);
      } catch (Throwable fault) { // a plug-in's constructor may throw anything
        passOver(entry, PluginFault.text(fault), System.Logger.Level.WARNING);
      }
    }
  }

  /**
   * Passes over a provider from now on: it hung, say. Reported once; a provider that is registered
   * anew starts afresh.
   */
  public void quarantine(Provider provider, String reason) {
    Optional<Entry> found;
    synchronized (this) {
      found =
          all(provider.kind(), provider.type()).stream()
              .filter(entry -> entry.provider.equals(provider))
              .findFirst();
    }
    found.ifPresent(entry -> passOver(entry, reason, System.Logger.Level.WARNING));
  }

  /**
   * The plug-in's configuration record with a spec's values and the defaults. It lives for one use.
   *
   * @param where what is configured, for messages: {@code layer 'dense_1' (dense)}
   * @throws graft.api.ConfigException if a field is unknown, missing, of a wrong type or out of its
   *     range
   */
  public Object config(Object plugin, Kind kind, Spec spec, String where) {
    return new ConfigBinder(where).bind(PluginTypes.config(plugin.getClass(), kind), spec.config());
  }

  /** All types that work, sorted by kind and name. */
  public List<TypeInfo> types() {
    List<TypeInfo> types = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<String> names;
      synchronized (this) {
        names = List.copyOf(entries.getOrDefault(kind, new TreeMap<>()).keySet());
      }
      for (String name : names) {
        try {
          types.add(describe(kind, name));
        } catch (MissingTypeException alreadyReported) {
          LOG.log(System.Logger.Level.DEBUG, alreadyReported::getMessage);
        } catch (RuntimeException | LinkageError e) { // its class cannot be read, say
          LOG.log(
              System.Logger.Level.WARNING,
              kind.text() + " '" + name + "' is not listed: " + PluginFault.text(e));
        }
      }
    }
    return List.copyOf(types);
  }

  /**
   * What is known of a type: its provider, and its fields as its configuration record has them.
   *
   * @throws MissingTypeException if it is not installed
   */
  public TypeInfo describe(Kind kind, String type) {
    return use(kind, type, Description::of);
  }

  /** Has the listener called after each change, on the thread that changed, outside locks. */
  public Registration onChange(Runnable listener) {
    // Wrapped, so that a listener that is added twice is removed one by one.
    Runnable own = () -> listener.run();
    listeners.add(own);
    return () -> listeners.remove(own);
  }

  /** Adds a plug-in of the core's own. */
  public Registration add(Kind kind, String type, String version, Supplier<?> plugin) {
    return add(
        new Provider(kind, type, "graft-core", version, 0, 0, 0),
        () -> new Lease(plugin.get(), () -> {}));
  }

  /**
   * Adds a plug-in whose instances the caller makes, for tests.
   *
   * @param plugin asked for an instance at each use
   */
  public Registration add(Kind kind, String type, int ranking, Supplier<?> plugin) {
    return add(
        new Provider(kind, type, "graft-core", "0.0.0", ranking, 0, 0),
        () -> new Lease(plugin.get(), () -> {}));
  }

  /**
   * Adds a provider; {@code source} gets an instance, throws if it cannot, and gives null if the
   * provider is just going.
   */
  Registration add(Provider provider, Supplier<@Nullable Lease> source) {
    if (!provider.type().matches("[\\p{L}\\p{N}_.-]{1,100}")) {
      LOG.log(
          System.Logger.Level.WARNING,
          provider + " is left out: a type name has letters, digits, '_', '-' and '.'");
      return () -> {};
    }
    Entry entry;
    synchronized (this) {
      entry = new Entry(provider.in(++generation), source);
      List<Entry> ofType =
          entries
              .computeIfAbsent(provider.kind(), kind -> new TreeMap<>())
              .computeIfAbsent(provider.type(), type -> new ArrayList<>());
      ofType.add(entry);
      ofType.sort(BEST_FIRST);
    }
    changed();
    AtomicBoolean there = new AtomicBoolean(true);
    return () -> {
      if (there.getAndSet(false)) {
        remove(entry);
      }
    };
  }

  private void remove(Entry entry) {
    synchronized (this) {
      Map<String, List<Entry>> ofKind = Objects.requireNonNull(entries.get(entry.provider.kind()));
      List<Entry> ofType = Objects.requireNonNull(ofKind.get(entry.provider.type()));
      ofType.remove(entry);
      if (ofType.isEmpty()) {
        ofKind.remove(entry.provider.type());
      }
      generation++;
    }
    changed();
  }

  private void passOver(Entry entry, String reason, System.Logger.Level level) {
    synchronized (this) {
      if (!entry.fault.isEmpty()) {
        return;
      }
      entry.fault = reason;
      generation++;
    }
    LOG.log(level, () -> entry.provider + " is passed over until it is updated: " + reason);
    changed();
  }

  private void changed() {
    for (Runnable listener : listeners) {
      listener.run();
    }
  }

  private List<Entry> all(Kind kind, String type) {
    return entries.getOrDefault(kind, new TreeMap<>()).getOrDefault(type, List.of());
  }

  private Optional<Entry> winner(Kind kind, String type) {
    return all(kind, type).stream().filter(entry -> entry.fault.isEmpty()).findFirst();
  }

  private MissingTypeException missing(Kind kind, String type) {
    List<String> others = providers(kind).stream().map(Provider::type).toList();
    String faults =
        String.join(
            "; ",
            all(kind, type).stream()
                .map(entry -> entry.provider + " does not work (" + entry.fault + ")")
                .toList());
    return new MissingTypeException(faults, kind, type, Nearest.of(type, others));
  }
}
