package graft.core.registry;

/**
 * A plug-in's instance for a while. Whoever holds it closes it; nothing of it may be kept longer.
 *
 * @param release gives the instance back
 */
record Lease(Object plugin, Runnable release) {}
