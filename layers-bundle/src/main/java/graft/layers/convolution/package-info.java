/** Convolutions and their transposes. */
@NullMarked
package graft.layers.convolution;

import org.jspecify.annotations.NullMarked;
