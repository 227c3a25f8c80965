package graft.metrics;

import graft.api.NdArray;
import graft.api.Spec;
import graft.api.run.Lab;
import graft.tck.Tck;
import java.util.List;

/** Feeds a metric one batch of small arrays. */
final class Measured {
  private Measured() {}

  /** Without weights all examples weigh 1. */
  static NdArray array(Spec spec, NdArray prediction, NdArray target, double... weights) {
    NdArray weight = new NdArray(new float[prediction.shape()[0]], prediction.shape()[0]);
    for (int i = 0; i < weight.size(); i++) {
      weight.set(i, weights.length == 0 ? 1 : weights[i]);
    }
    Lab lab = Tck.lab();
    return lab.measure(spec, List.of(List.of(prediction, target, weight)), lab.reference(true));
  }

  static double number(Spec spec, NdArray prediction, NdArray target, double... weights) {
    NdArray result = array(spec, prediction, target, weights);
    if (result.shape().length != 0) {
      throw new AssertionError("expected a number, got " + result);
    }
    return result.get(0);
  }

  static double number(String type, NdArray prediction, NdArray target, double... weights) {
    return number(Spec.of(type), prediction, target, weights);
  }

  static NdArray vector(double... values) {
    return filled(values, values.length);
  }

  /** Class ids. */
  static NdArray ids(int... ids) {
    return new NdArray(ids, ids.length);
  }

  /** A matrix, row after row. */
  static NdArray rows(int count, double... values) {
    return filled(values, count, values.length / count);
  }

  private static NdArray filled(double[] values, int... shape) {
    NdArray array = new NdArray(new float[values.length], shape);
    for (int i = 0; i < values.length; i++) {
      array.set(i, values[i]);
    }
    return array;
  }
}
