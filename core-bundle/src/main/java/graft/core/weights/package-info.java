/** Weights from other files, and as files for others: by name, with the layout of each. */
@NullMarked
package graft.core.weights;

import org.jspecify.annotations.NullMarked;
