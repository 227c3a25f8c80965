package graft.api.run;

import java.util.List;

/** A model as a table. */
public record Summary(List<Layer> layers, long trainable, long fixed) {
  /** A layer: its name, its type, its output's shape, and its own parameters. */
  public record Layer(String name, String type, String output, long parameters) {}

  public Summary {
    layers = List.copyOf(layers);
  }
}
