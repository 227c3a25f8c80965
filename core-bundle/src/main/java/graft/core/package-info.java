/**
 * The core as one service: registry, tracer, compiler and training behind {@code graft.api.run}.
 */
@NullMarked
package graft.core;

import org.jspecify.annotations.NullMarked;
