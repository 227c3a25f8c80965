package graft.accel.cpu.bench;

/**
 * One line of a benchmark's table.
 *
 * @param value in {@code unit}, of the fastest run
 * @param unit GFLOP/s or GB/s
 * @param fraction of the FMA peak or copy bandwidth measured beside it, 0 to 1
 * @param seconds of the fastest run
 */
public record Measure(String name, double value, String unit, double fraction, double seconds) {
  @Override
  public String toString() {
    return String.format(
        "%-44s %8.1f %-8s %4.0f %%  %10.1f µs", name, value, unit, 100 * fraction, 1e6 * seconds);
  }
}
