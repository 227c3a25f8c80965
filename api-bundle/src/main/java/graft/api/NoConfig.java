package graft.api;

/** The configuration of a plug-in that has nothing to configure. */
public record NoConfig() {}
