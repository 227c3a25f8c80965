/** The catalogue's layers, activations, initializers and regularizers. */
@NullMarked
package graft.layers;

import org.jspecify.annotations.NullMarked;
