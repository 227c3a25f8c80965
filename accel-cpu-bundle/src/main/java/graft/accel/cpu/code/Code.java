package graft.accel.cpu.code;

/**
 * The code of a fused kernel for few elements and for many.
 *
 * <p>Vector code allocates and crawls until C2 has compiled it, which takes some ten thousand turns
 * of its loop; a kernel that goes over few elements in each step would never get there. Scalar code
 * is good from the start.
 *
 * @param small scalar code
 * @param large vector code where there is any
 * @param many from how many elements on a kernel runs on vectors
 */
record Code(Fused small, Fused large, int many) {
  Fused of(long elements) {
    return elements < many ? small : large;
  }
}
