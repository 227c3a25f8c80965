/** Training, evaluating and predicting: what an application or a shell uses. */
@Version("1.0.0")
@Export
@NullMarked
package graft.api.run;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
