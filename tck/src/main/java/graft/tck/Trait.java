package graft.tck;

/** What a plug-in does on purpose, although most must not. */
public enum Trait {
  /** In training an example's result depends on the others of its batch. */
  BATCH_DEPENDENT,
  /** Its gradient is not the derivative of its value (straight-through, reversed …). */
  CUSTOM_GRADIENT,
  /** An activation whose result has another shape than its input. */
  RESHAPING
}
