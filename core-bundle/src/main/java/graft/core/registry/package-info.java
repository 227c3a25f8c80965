/** Finds plug-ins by kind and type name. */
@NullMarked
package graft.core.registry;

import org.jspecify.annotations.NullMarked;
