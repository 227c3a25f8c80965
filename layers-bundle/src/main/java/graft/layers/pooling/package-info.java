/** Pooling, over windows and over all places. */
@NullMarked
package graft.layers.pooling;

import org.jspecify.annotations.NullMarked;
