/** What layers of several packages share. */
@NullMarked
package graft.layers.common;

import org.jspecify.annotations.NullMarked;
