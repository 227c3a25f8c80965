/** Initializers: the first values of parameters. */
@NullMarked
package graft.layers.initializer;

import org.jspecify.annotations.NullMarked;
