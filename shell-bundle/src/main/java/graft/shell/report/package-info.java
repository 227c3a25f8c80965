/** A run as one HTML page that needs no network. */
@NullMarked
package graft.shell.report;

import org.jspecify.annotations.NullMarked;
