/** Programs, and what runs them: the accelerators. */
@Version("1.0.0")
@Export
@NullMarked
package graft.api.accel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
