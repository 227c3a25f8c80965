/**
 * From a model file to graphs: plug-ins are called once with tensors that stand for values, and
 * what they record becomes the step, evaluation and prediction graphs.
 */
@NullMarked
package graft.core.trace;

import org.jspecify.annotations.NullMarked;
