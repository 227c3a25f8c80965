/**
 * The reference interpreter: an accelerator that defines what programs mean, slowly and obviously.
 * Other accelerators are compared with it.
 */
@NullMarked
package graft.core.reference;

import org.jspecify.annotations.NullMarked;
