/** Layers that move elements: shapes, borders, enlargement. */
@NullMarked
package graft.layers.reshaping;

import org.jspecify.annotations.NullMarked;
