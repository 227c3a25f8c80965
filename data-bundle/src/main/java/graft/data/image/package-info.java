/** Images in folders and archives. */
@NullMarked
package graft.data.image;

import org.jspecify.annotations.NullMarked;
