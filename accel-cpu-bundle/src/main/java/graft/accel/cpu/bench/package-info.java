/**
 * Measures the kernels against what the machine can do: {@link graft.accel.cpu.bench.KernelBench}.
 */
@NullMarked
package graft.accel.cpu.bench;

import org.jspecify.annotations.NullMarked;
