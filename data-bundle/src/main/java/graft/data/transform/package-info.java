/** What transforms share: choosing columns, mapping some and copying the others, statistics. */
@NullMarked
package graft.data.transform;

import org.jspecify.annotations.NullMarked;
