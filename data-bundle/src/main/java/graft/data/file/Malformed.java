package graft.data.file;

/** What is done with an example that is malformed. */
public enum Malformed {
  /** The first one ends the reading, with its place and what is wrong. */
  FAIL,
  /** It is left out and counted. */
  SKIP,
  /** It is left out, counted, and written to a file with what is wrong. */
  QUARANTINE
}
