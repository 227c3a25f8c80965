/** The model file: which fields it has, and whether a given one is in order. */
@NullMarked
package graft.core.spec;

import org.jspecify.annotations.NullMarked;
