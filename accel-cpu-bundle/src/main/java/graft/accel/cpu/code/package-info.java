/**
 * Fused kernels as bytecode: a {@link graft.accel.cpu.code.Recipe} says what one computes, {@link
 * graft.accel.cpu.code.Emitter} writes its class, {@link graft.accel.cpu.code.FusedClasses} keeps
 * classes by structure, {@link graft.accel.cpu.code.FusedWork} runs one over memory.
 */
@NullMarked
package graft.accel.cpu.code;

import org.jspecify.annotations.NullMarked;
