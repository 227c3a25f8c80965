/** The default accelerator, in pure Java. */
@NullMarked
package graft.accel.cpu;

import org.jspecify.annotations.NullMarked;
