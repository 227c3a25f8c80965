package graft.core;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** {@link graft.api.run.Settings} for Metatype: what tools show of PID {@code graft}. */
@ObjectClassDefinition(
    id = "graft",
    name = "Graft",
    description = "What holds for all jobs that are not told otherwise.")
@interface Configuration {
  @AttributeDefinition(
      description = "how many threads a job may use; 0 for all. Running jobs follow it",
      min = "0",
      required = false)
  int threads() default 0;

  @AttributeDefinition(
      description = "the accelerator of new jobs, such as cpu; empty for the best",
      required = false)
  String accelerator() default "";

  @AttributeDefinition(
      description = "a folder whose jars are installed, updated and removed as they come and go",
      required = false)
  String deploy() default "";

  @AttributeDefinition(
      description = "the most MiB that states and temporaries of a new job take; 0 for no limit",
      min = "0",
      required = false)
  long memory() default 0;

  @AttributeDefinition(
      description = "the least severe messages that are shown; empty: as the JVM is configured",
      required = false,
      options = {
        @Option(label = "as the JVM is configured", value = ""),
        @Option(label = "all", value = "all"),
        @Option(label = "trace", value = "trace"),
        @Option(label = "debug", value = "debug"),
        @Option(label = "info", value = "info"),
        @Option(label = "warning", value = "warning"),
        @Option(label = "error", value = "error"),
        @Option(label = "off", value = "off")
      })
  String log() default "";
}
