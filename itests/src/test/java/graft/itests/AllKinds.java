package graft.itests;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A bundle with one plug-in of each kind that a model file names, {@code all_layer}, {@code
 * all_transform} and so on. Each depends on one number, so that two versions compute differently.
 */
final class AllKinds {
  private static final String SOURCE =
      """
      package com.example.all;

      import graft.api.*;
      import graft.api.data.*;
      import graft.api.run.*;
      import java.util.*;
      import java.util.random.RandomGenerator;
      import org.osgi.framework.*;

      public final class All implements BundleActivator {
        static double V;

        public void start(BundleContext context) {
          V = Double.parseDouble(context.getBundle().getHeaders().get("Number"));
          Layer<NoConfig> layer = new L();
          context.registerService(Layer.class, layer, named("layer"));
          context.registerService(Activation.class, new A(), named("activation"));
          context.registerService(Initializer.class, new I(), named("initializer"));
          context.registerService(Regularizer.class, new R(), named("regularizer"));
          context.registerService(Constraint.class, new C(), named("constraint"));
          context.registerService(Optimizer.class, new O(), named("optimizer"));
          context.registerService(Schedule.class, new S(), named("schedule"));
          context.registerService(Loss.class, new E(), named("loss"));
          context.registerService(Metric.class, new M(), named("metric"));
          context.registerService(Callback.class, new B(), named("callback"));
          context.registerService(DataSource.class, new D(), named("source"));
          context.registerService(Transform.class, new T(), named("transform"));
        }

        public void stop(BundleContext context) {}

        static Dictionary<String, Object> named(String kind) {
          return new Hashtable<>(Map.of("graft." + kind + ".type", "all_" + kind));
        }

        static final class L implements Layer<NoConfig> {
          public Tensor apply(NoConfig c, Tensor x, Scope scope) {
            return x.multiply(V);
          }
        }

        static final class A implements Activation<NoConfig> {
          public Tensor apply(NoConfig c, Tensor x) {
            return x.multiply(x.multiply(V).sigmoid());
          }
        }

        static final class I implements Initializer<NoConfig> {
          public Tensor apply(NoConfig c, TensorType type, Randoms random) {
            return random.uniform(type).subtract(0.5).multiply(V);
          }
        }

        static final class R implements Regularizer<NoConfig> {
          public Tensor apply(NoConfig c, Tensor param) {
            return param.square().sum().multiply(1e-3 * V);
          }
        }

        static final class C implements Constraint<NoConfig> {
          public Tensor apply(NoConfig c, Tensor param) {
            return param.clip(-10 * V, 10 * V);
          }
        }

        static final class O implements Optimizer<NoConfig> {
          public Tensor update(NoConfig c, Tensor param, Tensor gradient, Slots slots) {
            return param.subtract(gradient.multiply(slots.learningRate()).multiply(V));
          }
        }

        static final class S implements Schedule<NoConfig> {
          public Tensor apply(NoConfig c, Tensor step) {
            return Tensor.constant(DType.F32, 1e-3 * V);
          }
        }

        static final class E implements Loss<NoConfig> {
          public Tensor apply(NoConfig c, Tensor y, Tensor target) {
            return y.subtract(target).square().mean(-1).multiply(V);
          }
        }

        static final class M implements Metric<NoConfig> {
          public void update(NoConfig c, Tensor y, Tensor target, Tensor w, Totals totals) {
            totals.add("sum", y.sum().multiply(V));
          }

          public Tensor result(NoConfig c, Totals totals) {
            return totals.get("sum");
          }
        }

        static final class B implements Callback<NoConfig> {
          public Session open(NoConfig c) {
            return (event, control) -> control.rateFactor(V);
          }
        }

        static final class D implements DataSource<NoConfig> {
          public Dataset open(NoConfig c) {
            return new Dataset() {
              public Schema schema() {
                return new Schema(
                    List.of(
                        new Column("x", Column.Role.FEATURE, DType.F32, List.of(6), List.of()),
                        new Column("y", Column.Role.TARGET, DType.F32, List.of(), List.of())));
              }

              public long size() {
                return 32_000;
              }

              public void read(long index, Row row) {
                double sum = 0;
                for (int i = 0; i < 6; i++) {
                  double x = (index * 6 + i) * 37 % 101 / 50.0 - 1;
                  row.set(0, i, x);
                  sum += x * i;
                }
                row.set(1, 0, sum);
              }
            };
          }
        }

        static final class T implements Transform<NoConfig> {
          public Schema schema(NoConfig c, Schema schema) {
            return schema;
          }

          public Fit fit(NoConfig c, Schema schema) {
            return new Fit() {
              double sum;

              public void accept(Row row) {
                sum += row.get(0, 0);
              }

              public Map<String, Object> statistics() {
                return Map.of("sum", sum * V);
              }
            };
          }

          public Mapper mapper(NoConfig c, Schema schema, Map<String, Object> statistics) {
            double sum = (Double) statistics.get("sum");
            return (from, to, random) -> {
              for (int i = 0; i < 6; i++) {
                to.set(0, i, from.get(0, i) * V + sum * 1e-6);
              }
              to.set(1, 0, from.get(1, 0));
            };
          }
        }
      }
      """;

  private final Map<String, byte[]> classes;

  AllKinds() throws IOException {
    classes = JavaSource.compile("All", SOURCE);
  }

  /** Writes the bundle {@code all-kinds}; all that its plug-ins do depends on {@code number}. */
  Path write(Path jar, String version, double number) throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", "all-kinds");
    headers.putValue("Bundle-Version", version);
    headers.putValue("Number", Double.toString(number));
    headers.putValue("Bundle-Activator", "com.example.all.All");
    headers.putValue("Import-Package", "graft.api,graft.api.data,graft.api.run,org.osgi.framework");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream to = new JarOutputStream(file, manifest)) {
      for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
        to.putNextEntry(new JarEntry(entry.getKey()));
        to.write(entry.getValue());
      }
    }
    return jar;
  }
}
