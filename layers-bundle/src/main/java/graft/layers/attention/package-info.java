/** Attention, positions, transformers. */
@NullMarked
package graft.layers.attention;

import org.jspecify.annotations.NullMarked;
