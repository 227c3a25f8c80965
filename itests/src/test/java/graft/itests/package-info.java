/** Tests of the whole: in real frameworks, and of {@code ./graft} as a user runs it. */
@NullMarked
package graft.itests;

import org.jspecify.annotations.NullMarked;
