/** Transforms of text to numbers. */
@NullMarked
package graft.data.transform.text;

import org.jspecify.annotations.NullMarked;
