/** Where examples come from, and how they are prepared: host code over reused primitive columns. */
@Version("1.0.0")
@Export
@NullMarked
package graft.api.data;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
