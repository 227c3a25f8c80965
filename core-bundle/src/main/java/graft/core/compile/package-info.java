/** From graphs to programs: the passes of the compiler. */
@NullMarked
package graft.core.compile;

import org.jspecify.annotations.NullMarked;
