/**
 * What a plug-in author needs: {@link graft.api.Tensor}s and the operations on them, the interfaces
 * that plug-ins implement, and their annotations. Nothing here computes.
 */
@Version("1.0.0")
@Export
@NullMarked
package graft.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
