/** Recurrent layers, their cells, and what runs a layer along time. */
@NullMarked
package graft.layers.recurrent;

import org.jspecify.annotations.NullMarked;
