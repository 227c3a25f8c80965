/** What several sources share: encoded text, trees of files and archives, malformed examples. */
@NullMarked
package graft.data.file;

import org.jspecify.annotations.NullMarked;
