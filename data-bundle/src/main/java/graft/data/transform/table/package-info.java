/** Transforms of tables: scaling, missing values, categories, selection. */
@NullMarked
package graft.data.transform.table;

import org.jspecify.annotations.NullMarked;
