/** The catalogue's optimizers and schedules. */
@NullMarked
package graft.optimizers;

import org.jspecify.annotations.NullMarked;
