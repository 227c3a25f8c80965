package graft.api;

import org.osgi.annotation.versioning.ProviderType;

/** A metric's running totals, which merge across batches: sums in f64, counts in i64. */
@ProviderType
public interface Totals {
  /** Adds to a total that starts at 0; floating values are kept as f64, integers as i64. */
  void add(String name, Tensor value);

  /** Keeps the least; starts at ∞ (or the type's greatest). */
  void min(String name, Tensor value);

  /** Keeps the greatest; starts at −∞ (or the type's least). */
  void max(String name, Tensor value);

  /** The total so far, in {@link Metric#result}. */
  Tensor get(String name);
}
