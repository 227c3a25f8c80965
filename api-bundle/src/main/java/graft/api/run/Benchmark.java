package graft.api.run;

import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/** Figures that a bundle measures of itself; a service, shown by {@code graft bench}. */
@ConsumerType
public interface Benchmark {
  /**
   * A measured figure.
   *
   * @param fraction of {@code reference}, or NaN
   * @param reference what it is a fraction of, such as {@code FMA peak}
   */
  record Figure(String name, double value, String unit, double fraction, String reference) {}

  String name();

  /** Measures, and hands over each figure as it is known. */
  void run(List<String> arguments, Consumer<Figure> figures);
}
