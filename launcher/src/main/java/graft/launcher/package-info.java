/** The {@code graft} command: starts Felix and the bundles, hands the arguments to the verbs. */
@NullMarked
package graft.launcher;

import org.jspecify.annotations.NullMarked;
