/** Every verb once, for the command line and for Gogo alike. */
@NullMarked
package graft.shell;

import org.jspecify.annotations.NullMarked;
