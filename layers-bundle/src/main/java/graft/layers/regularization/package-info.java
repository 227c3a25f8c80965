/** Layers that keep from overfitting: noise, dropout. */
@NullMarked
package graft.layers.regularization;

import org.jspecify.annotations.NullMarked;
