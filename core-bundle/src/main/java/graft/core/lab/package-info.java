/** The pipeline's stages one by one, as test kits and tools use them. */
@NullMarked
package graft.core.lab;

import org.jspecify.annotations.NullMarked;
