/** Work that is split among threads, and the memory that it works on. */
@NullMarked
package graft.accel.cpu.work;

import org.jspecify.annotations.NullMarked;
