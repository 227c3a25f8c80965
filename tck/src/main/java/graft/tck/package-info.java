/** Proves a layer, an optimizer, a loss, a metric, an accelerator, a data source with one call. */
@Version("1.0.0")
@Export
@NullMarked
package graft.tck;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
