package graft.layers.attention;

import graft.api.Dim;
import graft.api.Scope;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.Tensor;
import java.util.List;

/**
 * Attention of several heads, between its projections: {@code softmax(q·kᵀ/√size + mask)·v} for
 * each head. {@code shared} query heads look at one head of keys and values (Ainslie et al. 2023,
 * arXiv 2305.13245); 1 in ordinary attention.
 */
record Heads(int groups, int shared, int keySize, int valueSize, double dropout, boolean bias) {

  Tensor apply(Attending a, int outputSize, Scope scope) {
    Dim batch = a.query().shape().dim(0);
    Dim queries = a.query().shape().dim(1);
    Dim keys = a.key().shape().dim(1);
    Dim rows = queries.times(shared);
    Tensor q = projected(a.query(), "query", width(groups * shared, keySize), scope);
    Tensor k = projected(a.key(), "key", width(groups, keySize), scope);
    Tensor v = projected(a.value(), "value", width(groups, valueSize), scope);
    // (batch, groups, shared·queries, size): one product for all that share a head.
    Dim g = Dim.of(groups);
    Dim s = Dim.of(shared);
    Tensor q5 = split(q.multiply(1 / Math.sqrt(keySize)), batch, queries, g, s, Dim.of(keySize));
    Tensor qs = q5.transpose(0, 2, 3, 1, 4).reshape(Shape.of(batch, g, rows, Dim.of(keySize)));
    Tensor kt = split(k, batch, keys, g, Dim.of(keySize)).transpose(0, 2, 3, 1);
    Tensor vs = split(v, batch, keys, g, Dim.of(valueSize)).transpose(0, 2, 1, 3);
    Tensor scores = qs.matmul(kt).reshape(Shape.of(batch, g, s, queries, keys));
    Tensor weights = Attending.dropped(a.weights(scores, scope), dropout, scope);
    Tensor y = weights.reshape(Shape.of(batch, g, rows, keys)).matmul(vs);
    int width = width(groups * shared, valueSize);
    Tensor joined =
        y.reshape(Shape.of(batch, g, s, queries, Dim.of(valueSize)))
            .transpose(0, 3, 1, 2, 4)
            .reshape(Shape.of(batch, queries, Dim.of(width)));
    return projected(joined, "output", outputSize, scope);
  }

  /** All heads beside each other; those of a careless model are too wide. */
  private static int width(int heads, int size) {
    return Dim.of((long) heads * size).size();
  }

  private static Tensor split(Tensor x, Dim... sizes) {
    return x.reshape(new Shape(List.of(sizes)));
  }

  private Tensor projected(Tensor x, String name, int size, Scope scope) {
    Shape shape = Shape.of(x.shape().last(), size);
    Tensor y = x.matmul(scope.param(name + "_kernel", shape, Spec.of("glorot_uniform")));
    return bias ? y.add(scope.param(name + "_bias", Shape.of(size), Spec.of("zeros"))) : y;
  }
}
