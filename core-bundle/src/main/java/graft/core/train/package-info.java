/** Data to batches, the training job, evaluation and prediction. */
@NullMarked
package graft.core.train;

import org.jspecify.annotations.NullMarked;
