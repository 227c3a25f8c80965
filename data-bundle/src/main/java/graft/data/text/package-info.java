/** Text as lines, as files, as characters. */
@NullMarked
package graft.data.text;

import org.jspecify.annotations.NullMarked;
