/** Layers of several inputs. */
@NullMarked
package graft.layers.merging;

import org.jspecify.annotations.NullMarked;
