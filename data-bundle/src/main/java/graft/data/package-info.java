/** The catalogue's data sources and transforms. */
@NullMarked
package graft.data;

import org.jspecify.annotations.NullMarked;
