/** Dense, embedding, masking, activations as layers. */
@NullMarked
package graft.layers.core;

import org.jspecify.annotations.NullMarked;
