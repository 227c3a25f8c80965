/** The catalogue's metrics. */
@NullMarked
package graft.metrics;

import org.jspecify.annotations.NullMarked;
