/** Activations: functions of a tensor without parameters. */
@NullMarked
package graft.layers.activation;

import org.jspecify.annotations.NullMarked;
