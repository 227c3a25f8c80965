/** Reverse-mode differentiation: a graph's gradients as further nodes of the graph. */
@NullMarked
package graft.core.grad;

import org.jspecify.annotations.NullMarked;
