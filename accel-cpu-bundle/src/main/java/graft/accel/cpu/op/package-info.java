/**
 * SINGLE kernels. {@link graft.accel.cpu.op.SingleKernels} chooses for each operation between the
 * f32 kernel library, generated code, and plain loops that take every dtype.
 */
@NullMarked
package graft.accel.cpu.op;

import org.jspecify.annotations.NullMarked;
