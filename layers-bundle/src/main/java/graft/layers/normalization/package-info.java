/** Normalisation. */
@NullMarked
package graft.layers.normalization;

import org.jspecify.annotations.NullMarked;
