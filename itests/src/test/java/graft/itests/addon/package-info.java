/** Made into a bundle of its own by tests of the launcher. */
@NullMarked
package graft.itests.addon;

import org.jspecify.annotations.NullMarked;
