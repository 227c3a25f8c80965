/** Graphs to graphs: rebuilding, substitution, simplification, and the verifier of graphs. */
@NullMarked
package graft.core.graph;

import org.jspecify.annotations.NullMarked;
