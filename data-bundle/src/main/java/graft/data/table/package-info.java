/** Tables of text: CSV and TSV. */
@NullMarked
package graft.data.table;

import org.jspecify.annotations.NullMarked;
