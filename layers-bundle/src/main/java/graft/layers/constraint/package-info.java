/** Constraints: what parameters are put back to after a step. */
@NullMarked
package graft.layers.constraint;

import org.jspecify.annotations.NullMarked;
