package graft.accel.cpu.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The FMA peak: twelve independent chains in registers, nothing from memory. */
final class Peak {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  private Peak() {}

  /** Floating point operations of {@link #run}: 12 chains, two for each lane. */
  static double flops(int n) {
    return 24.0 * n * S.length();
  }

  /** Any number that depends on all chains. */
  static float run(int n, float start) {
    FloatVector a = FloatVector.broadcast(S, start), b = a, c = a, d = a, e = a, f = a;
    FloatVector g = a, h = a, i = a, j = a, k = a, l = a;
    FloatVector m = FloatVector.broadcast(S, 0.999f), t = FloatVector.broadcast(S, 0.001f);
    for (int r = 0; r < n; r++) {
      a = a.fma(m, t);
      b = b.fma(m, t);
      c = c.fma(m, t);
      d = d.fma(m, t);
      e = e.fma(m, t);
      f = f.fma(m, t);
      g = g.fma(m, t);
      h = h.fma(m, t);
      i = i.fma(m, t);
      j = j.fma(m, t);
      k = k.fma(m, t);
      l = l.fma(m, t);
    }
    FloatVector sum = a.add(b).add(c).add(d).add(e).add(f);
    return sum.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }
}
