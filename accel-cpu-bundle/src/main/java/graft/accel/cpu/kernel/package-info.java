/**
 * The CPU's f32 kernels, plain functions over arrays: what the accelerator's programs call.
 *
 * <ul>
 *   <li>{@link graft.accel.cpu.kernel.Kernels}: all of them as one interface, on the Vector API
 *       ({@code VectorKernels}) or as plain loops ({@code ScalarKernels}).
 *   <li>{@link graft.accel.cpu.kernel.Scratch}: a worker's buffers. {@link
 *       graft.accel.cpu.kernel.WindowShape}: the sizes of a convolution or pooling.
 *   <li>{@link graft.accel.cpu.kernel.VectorMath} and {@link graft.accel.cpu.kernel.ScalarMath}:
 *       exp, log, tanh … for generated loops, the same bits from both, on every JVM, cold or hot.
 *   <li>Behind them {@code Tiles} (micro-kernels), {@code Pack}, {@code Gemm}, {@code Conv} with
 *       {@code ConvPlan}, {@code Depthwise}, {@code Pool}, {@code Reduce}, {@code Permute}.
 * </ul>
 *
 * <p>Bits: an element of a product or convolution is one chain of FMAs in a fixed order; sums over
 * a row go over 4 vectors of partial sums, folded by halves. No masked lanes in inner loops, no
 * {@code lanewise} transcendental, no {@code reduceLanes} of floats: their bits change as the JIT
 * comes in. Only {@code VectorKernels}, {@code VectorMath}, {@code Tiles}, {@code Pack}, {@code
 * Gemm}, {@code Conv}, {@code ThinData}, {@code Depthwise}, {@code Pool} and {@code Reduce} name
 * the Vector API.
 */
@NullMarked
package graft.accel.cpu.kernel;

import org.jspecify.annotations.NullMarked;
