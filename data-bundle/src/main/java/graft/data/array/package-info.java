/** NumPy's array files. */
@NullMarked
package graft.data.array;

import org.jspecify.annotations.NullMarked;
