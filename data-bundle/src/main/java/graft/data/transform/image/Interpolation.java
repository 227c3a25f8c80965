package graft.data.transform.image;

/** How the value between pixels is found. */
public enum Interpolation {
  /** That of the nearest pixel. */
  NEAREST,
  /** The mean of the four pixels around it, weighted by nearness. */
  BILINEAR
}
