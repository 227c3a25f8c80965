package graft.tck;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.accel.Accelerator;
import graft.api.run.Lab;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Proves an optimizer on one small parameter. */
final class OptimizerProof {
  private static final int STEPS = 12;

  private final Lab lab;
  private final Spec spec;

  OptimizerProof(Lab lab, Spec spec) {
    this.lab = lab;
    this.spec = spec;
  }

  void run(Proof proof) {
    proof.check("an unknown field is refused", this::refusesUnknownField);
    proof.check("it goes down a constant slope", this::descends);
    proof.check("zero gradients keep everything finite", this::staysFinite);
    proof.check("two runs give the same bits", this::deterministic);
    for (String accelerator : lab.accelerators()) {
      proof.check(accelerator + " agrees with the oracle", () -> agrees(accelerator));
    }
  }

  private static NdArray param() {
    return new NdArray(new float[] {1, -2, 0.5f, 3, -0.25f, 0}, 2, 3);
  }

  private String refusesUnknownField() {
    try {
      lab.optimize(spec.with("no_such_field", 1L), param(), gradients(1), lab.reference(true));
    } catch (ConfigException expected) {
      return "";
    }
    throw new AssertionError("a field 'no_such_field' was accepted; expected a ConfigException");
  }

  private static List<NdArray> gradients(int count) {
    Random random = new Random(42);
    List<NdArray> gradients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NdArray g = NdArray.zeros(DType.F32, 2, 3);
      for (int k = 0; k < g.size(); k++) {
        g.set(k, random.nextGaussian());
      }
      gradients.add(g);
    }
    return gradients;
  }

  private String descends() {
    NdArray slope = new NdArray(new float[] {1, 1, 1, -1, -1, -1}, 2, 3);
    List<NdArray> path =
        lab.optimize(spec, param(), Collections.nCopies(STEPS, slope), lab.reference(true));
    NdArray last = path.get(STEPS - 1);
    double moved = 0;
    for (int k = 0; k < last.size(); k++) {
      moved += (param().get(k) - last.get(k)) * slope.get(k);
    }
    Proof.require(
        moved > 0, "after " + STEPS + " steps the parameter has moved by " + -moved + " uphill");
    return "";
  }

  private String staysFinite() {
    NdArray zero = NdArray.zeros(DType.F32, 2, 3);
    for (NdArray value :
        lab.optimize(spec, param(), Collections.nCopies(3, zero), lab.reference(true))) {
      for (int k = 0; k < value.size(); k++) {
        Proof.require(Double.isFinite(value.get(k)), "got " + value + " with gradient 0");
      }
    }
    return "";
  }

  private String deterministic() {
    List<NdArray> a = lab.optimize(spec, param(), gradients(STEPS), lab.reference(true));
    List<NdArray> b = lab.optimize(spec, param(), gradients(STEPS), lab.reference(true));
    for (int i = 0; i < STEPS; i++) {
      Proof.require(Values.same(a.get(i), b.get(i)), "step " + (i + 1) + " differs");
    }
    return STEPS + " steps";
  }

  /**
   * A step's result may differ by a few units of the parameter, and by the update's own error: 1e-5
   * of it, a function or two of 4 units each; both add up over the steps.
   */
  private String agrees(String name) {
    Accelerator accelerator = lab.accelerator(name);
    List<NdArray> expected = lab.optimize(spec, param(), gradients(STEPS), lab.reference(true));
    List<NdArray> actual = lab.optimize(spec, param(), gradients(STEPS), accelerator);
    for (int i = 0; i < STEPS; i++) {
      NdArray e = expected.get(i);
      int step = i + 1;
      Agreement.compare(
          "the parameter after step " + step,
          actual.get(i),
          e,
          k ->
              step * 2 * 0x1p-23 * Math.abs(e.get(k))
                  + step * 1e-5 * Math.abs(e.get(k) - param().get(k))
                  + 1e-9);
    }
    return "";
  }
}
