/** Ratings of items by users. */
@NullMarked
package graft.data.ratings;

import org.jspecify.annotations.NullMarked;
