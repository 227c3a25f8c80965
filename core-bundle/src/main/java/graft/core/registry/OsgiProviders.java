package graft.core.registry;

import graft.api.Activation;
import graft.api.Block;
import graft.api.Cell;
import graft.api.CompositeSchedule;
import graft.api.Constraint;
import graft.api.Initializer;
import graft.api.Kind;
import graft.api.Layer;
import graft.api.Loss;
import graft.api.Metric;
import graft.api.Optimizer;
import graft.api.Regularizer;
import graft.api.Schedule;
import graft.api.accel.Accelerator;
import graft.api.data.DataSource;
import graft.api.data.Transform;
import graft.api.run.Callback;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The registry in OSGi: follows the services of all plug-in interfaces. It is told of references
 * only, so that Declarative Services makes no plug-in before it is used and drops it afterwards.
 *
 * <p>A service is registered for each kind whose property ({@code graft.layer.type}) it has and
 * whose interface it offers. One that offers two of the interfaces is announced twice.
 */
@Component(
    service = OsgiProviders.class,
    reference = {
      @Reference(
          name = "layer",
          service = Layer.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "block",
          service = Block.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "cell",
          service = Cell.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "optimizer",
          service = Optimizer.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "loss",
          service = Loss.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "metric",
          service = Metric.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "initializer",
          service = Initializer.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "schedule",
          service = Schedule.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "composite_schedule",
          service = CompositeSchedule.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "regularizer",
          service = Regularizer.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "constraint",
          service = Constraint.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "activation",
          service = Activation.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "source",
          service = DataSource.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "transform",
          service = Transform.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "callback",
          service = Callback.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated"),
      @Reference(
          name = "accelerator",
          service = Accelerator.class,
          cardinality = ReferenceCardinality.MULTIPLE,
          policy = ReferencePolicy.DYNAMIC,
          bind = "bind",
          unbind = "unbind",
          updated = "updated")
    })
public final class OsgiProviders {
  private static final System.Logger LOG = System.getLogger(OsgiProviders.class.getName());

  private final Registry registry = new Registry();
  private final BundleContext context;

  /** By service id. */
  private final Map<Object, Bound> bound = new ConcurrentHashMap<>();

  /** What is registered for a service. Its own lock alone is held, and never around a call. */
  private static final class Bound {
    private List<Registration> registrations = List.of();
    private boolean isGone;

    void set(List<Registration> made) {
      boolean late;
      synchronized (this) {
        late = isGone;
        registrations = late ? List.of() : made;
      }
      if (late) {
        made.forEach(Registration::close);
      }
    }

    void close() {
      List<Registration> made;
      synchronized (this) {
        isGone = true;
        made = registrations;
        registrations = List.of();
      }
      made.forEach(Registration::close);
    }
  }

  @Activate
  public OsgiProviders(BundleContext context) {
    this.context = context;
  }

  /** The version of the core's bundle. */
  public String version() {
    return context.getBundle().getVersion().toString();
  }

  /** The registry that follows the framework's services. */
  public Registry registry() {
    return registry;
  }

  void bind(ServiceReference<?> reference) {
    Bound fresh = new Bound();
    if (bound.putIfAbsent(id(reference), fresh) == null) {
      fresh.set(register(reference));
    }
  }

  void updated(ServiceReference<?> reference) {
    unbind(reference);
    bind(reference);
  }

  void unbind(ServiceReference<?> reference) {
    Bound gone = bound.remove(id(reference));
    if (gone != null) {
      gone.close();
    }
  }

  @Deactivate
  void deactivate() {
    bound.keySet().forEach(id -> Optional.ofNullable(bound.remove(id)).ifPresent(Bound::close));
  }

  private static Object id(ServiceReference<?> reference) {
    return reference.getProperty(Constants.SERVICE_ID);
  }

  private List<Registration> register(ServiceReference<?> reference) {
    List<Registration> list = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (reference.getProperty(kind.property()) instanceof String type
          && offers(reference, kind)) {
        list.add(registry.add(provider(reference, kind, type), () -> lease(reference)));
      }
    }
    if (list.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a plug-in of {0} is left out: expected a property such as {1}; hint: annotate it with"
              + " @LayerType or the like",
          reference.getBundle(),
          Kind.LAYER.property());
    }
    return list;
  }

  private static boolean offers(ServiceReference<?> reference, Kind kind) {
    List<String> offered = Arrays.asList((String[]) reference.getProperty(Constants.OBJECTCLASS));
    return PluginTypes.interfaces(kind).stream().map(Class::getName).anyMatch(offered::contains);
  }

  private static Provider provider(ServiceReference<?> reference, Kind kind, String type) {
    Bundle bundle = reference.getBundle();
    Object ranking = reference.getProperty(Constants.SERVICE_RANKING);
    return new Provider(
        kind,
        type,
        bundle == null ? "?" : String.valueOf(bundle.getSymbolicName()),
        bundle == null ? "0.0.0" : bundle.getVersion().toString(),
        ranking instanceof Integer number ? number : 0,
        (Long) reference.getProperty(Constants.SERVICE_ID),
        0);
  }

  private <S> @Nullable Lease lease(ServiceReference<S> reference) {
    ServiceObjects<S> objects = context.getServiceObjects(reference);
    if (objects == null) {
      return null;
    }
    S plugin = objects.getService();
    if (plugin == null) {
      if (reference.getBundle() == null) {
        return null;
      }
      throw new IllegalStateException("its component cannot be activated, see the log");
    }
    return new Lease(plugin, () -> release(objects, plugin));
  }

  private static <S> void release(ServiceObjects<S> objects, S plugin) {
    try {
      objects.ungetService(plugin);
    } catch (IllegalStateException | IllegalArgumentException alreadyGone) {
      // Felix: when another thread gave back the last use in this moment, the service counts as not
      // got, since its holder is a new one.
      LOG.log(System.Logger.Level.DEBUG, "given back after it was gone", alreadyGone);
    }
  }
}
