package com.example.swish;

import graft.api.Default;
import graft.api.Doc;
import graft.api.Layer;
import graft.api.LayerType;
import graft.api.Scope;
import graft.api.Tensor;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x·sigmoid(beta·x)}. x (batch, …) → y of the same shape. Ramachandran, Zoph, Le 2017,
 * arXiv 1710.05941.
 */
@Component
@LayerType("swish")
@Doc("x·sigmoid(beta·x)")
public final class Swish implements Layer<Swish.Config> {
  public record Config(@Default("1") @Doc("0 halves x, ∞ is relu") double beta) {}

  @Override
  public Tensor apply(Config c, Tensor x, Scope scope) {
    return x.multiply(x.multiply(c.beta()).sigmoid());
  }
}
