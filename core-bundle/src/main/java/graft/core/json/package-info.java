/** JSON text to JSON values (Map, List, String, Long, Double, Boolean) and back. */
@NullMarked
package graft.core.json;

import org.jspecify.annotations.NullMarked;
