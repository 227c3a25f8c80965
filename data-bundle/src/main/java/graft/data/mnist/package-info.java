/** The MNIST digits, downloaded. */
@NullMarked
package graft.data.mnist;

import org.jspecify.annotations.NullMarked;
