/** The catalogue's losses. */
@NullMarked
package graft.losses;

import org.jspecify.annotations.NullMarked;
