package graft.accel.cpu.op;

import graft.accel.cpu.work.Binding;
import graft.accel.cpu.work.Work;
import graft.api.DType;
import graft.api.accel.Program;

/** The operands and the result of a SINGLE kernel in memory. */
record Operands(Program.Kernel kernel, Binding binding) {
  private int input(int operand) {
    return kernel.steps().get(0).operands().get(operand);
  }

  int buffer(int operand) {
    return kernel.inputs().get(input(operand));
  }

  DType dtype(int operand) {
    return kernel.inputTypes().get(input(operand)).dtype();
  }

  int[] sizes(int operand) {
    return binding.sizes(kernel.inputTypes().get(input(operand)).shape());
  }

  Object array(int operand) {
    return binding.arrays[buffer(operand)];
  }

  float[] floats(int operand) {
    return (float[]) array(operand);
  }

  int offset(int operand) {
    return binding.offsets[buffer(operand)];
  }

  int resultBuffer() {
    return kernel.results().get(0).buffer();
  }

  int[] resultSizes() {
    return binding.sizes(kernel.steps().get(0).type().shape());
  }

  Object result() {
    return binding.arrays[resultBuffer()];
  }

  float[] resultFloats() {
    return (float[]) result();
  }

  int resultOffset() {
    return binding.offsets[resultBuffer()];
  }

  String origin() {
    return kernel.origin();
  }

  /** A copy of an operand of the result's size to the result. */
  Work copy(int operand) {
    return CopyWork.whole(binding, Strides.size(sizes(operand)), buffer(operand), resultBuffer());
  }
}
