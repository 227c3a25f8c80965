/**
 * The default accelerator, in pure Java.
 *
 * <ul>
 *   <li>{@link graft.accel.cpu.CpuAccelerator}: the service. {@code Lowering} makes each kernel of
 *       a program ready for any sizes, {@code Plan} binds them to the arrays of a {@code CpuFrame}
 *       for one set of sizes, a run goes through the plan's list of work.
 *   <li>{@code work}: what work is, the threads that share it, the memory it is bound to.
 *   <li>{@code code}: LOOP, ROWS and COLUMNS as bytecode, one class for each structure. What it
 *       cannot write as one kernel, {@code Splitter} cuts into single steps.
 *   <li>{@code op}: SINGLE kernels, a row for each operation.
 *   <li>{@code kernel}: products, convolutions, pooling in f32, and the functions of one element.
 * </ul>
 *
 * <p>Bits depend on shapes and the numerics key alone: work is cut into tasks by its sizes, partial
 * results are folded in order, and which thread does a task when changes nothing.
 */
@NullMarked
package graft.accel.cpu;

import org.jspecify.annotations.NullMarked;
