package graft.core.state;

import graft.api.Kind;

/** A type that a run used, and the bundle that provided it. */
public record ProvidedType(Kind kind, String type, String bundle, String version) {}
