package graft.core.compile;

import graft.api.Op;

/** What the compiler makes of an operation. */
enum OpKind {
  /** A buffer that is there already. */
  GIVEN,
  /** Made from nothing: needs no operand. */
  LEAF,
  /** Element i of the result needs element i of each operand. */
  ELEMENTWISE,
  BROADCAST,
  REDUCE,
  /** A kernel of its own. */
  WHOLE,
  SCAN,
  /** One of the results of a scan. */
  PART,
  /** The value of its first operand. */
  SAME;

  static final Op.Visitor<Integer, OpKind> VISITOR = new Kinds();

  /** True if it may be a step of a LOOP kernel. */
  boolean isLoop() {
    return this == LEAF || this == ELEMENTWISE || this == BROADCAST;
  }

  /** True if it may be a step among others in one kernel. */
  boolean isFusable() {
    return isLoop() || this == REDUCE;
  }

  private static final class Kinds implements Op.Visitor<Integer, OpKind> {
    @Override
    public OpKind constant(Op.Constant op, Integer none) {
      return LEAF;
    }

    @Override
    public OpKind input(Op.Input op, Integer none) {
      return GIVEN;
    }

    @Override
    public OpKind iota(Op.Iota op, Integer none) {
      return LEAF;
    }

    @Override
    public OpKind size(Op.Size op, Integer none) {
      return LEAF;
    }

    @Override
    public OpKind unary(Op.Unary op, Integer none) {
      return ELEMENTWISE;
    }

    @Override
    public OpKind binary(Op.Binary op, Integer none) {
      return ELEMENTWISE;
    }

    @Override
    public OpKind compare(Op.Compare op, Integer none) {
      return ELEMENTWISE;
    }

    @Override
    public OpKind select(Op.Select op, Integer none) {
      return ELEMENTWISE;
    }

    @Override
    public OpKind cast(Op.Cast op, Integer none) {
      return ELEMENTWISE;
    }

    @Override
    public OpKind reduce(Op.Reduce op, Integer none) {
      return REDUCE;
    }

    @Override
    public OpKind argMax(Op.ArgMax op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind argSort(Op.ArgSort op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind cumSum(Op.CumSum op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind broadcast(Op.Broadcast op, Integer none) {
      return BROADCAST;
    }

    @Override
    public OpKind reshape(Op.Reshape op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind transpose(Op.Transpose op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind slice(Op.Slice op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind pad(Op.Pad op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind concat(Op.Concat op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind reverse(Op.Reverse op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind gather(Op.Gather op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind scatterAdd(Op.ScatterAdd op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind dynamicSlice(Op.DynamicSlice op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind dynamicUpdate(Op.DynamicUpdate op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind matMul(Op.MatMul op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind conv(Op.Conv op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind convInput(Op.ConvInput op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind convKernel(Op.ConvKernel op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind pool(Op.Pool op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind poolGradient(Op.PoolGradient op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind poolPick(Op.PoolPick op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind random(Op.Random op, Integer none) {
      return WHOLE;
    }

    @Override
    public OpKind scan(Op.Scan op, Integer none) {
      return SCAN;
    }

    @Override
    public OpKind part(Op.Part op, Integer none) {
      return PART;
    }

    @Override
    public OpKind stopGradient(Op.StopGradient op, Integer none) {
      return SAME;
    }

    @Override
    public OpKind customGradient(Op.CustomGradient op, Integer none) {
      return SAME;
    }
  }
}
