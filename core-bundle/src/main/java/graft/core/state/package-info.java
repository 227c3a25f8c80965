/** What outlives a step: the named tensors of a job, checkpoints, and the folder of a run. */
@NullMarked
package graft.core.state;

import org.jspecify.annotations.NullMarked;
