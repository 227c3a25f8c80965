/** Regularizers: what a parameter adds to the loss. */
@NullMarked
package graft.layers.regularizer;

import org.jspecify.annotations.NullMarked;
