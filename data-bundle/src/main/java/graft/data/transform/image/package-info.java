/** Transforms of images: sizes and values for all, augmentation for training. */
@NullMarked
package graft.data.transform.image;

import org.jspecify.annotations.NullMarked;
