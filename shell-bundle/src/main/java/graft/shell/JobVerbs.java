package graft.shell;

import graft.api.ConfigException;
import graft.api.run.Graft;
import graft.api.run.Job;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verbs about running jobs, for a shell. */
final class JobVerbs {
  private JobVerbs() {}

  /** {@code graft:jobs}. */
  @Command(name = "jobs", description = "List the jobs that are not finished.")
  static final class Jobs implements Callable<Integer> {
    private final Session session;

    Jobs(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      List<Job> jobs = session.graft().jobs();
      if (jobs.isEmpty()) {
        session.out().println("no job is at work");
        return 0;
      }
      Table table = new Table("JOB", "STATE", "PROGRESS", "RUN");
      for (Job job : jobs) {
        table.row(
            job.number(),
            job.state().name().toLowerCase(java.util.Locale.ROOT),
            job.progress(),
            job.run());
      }
      session.out().print(table);
      return 0;
    }
  }

  /** A verb that does something to a job. */
  private abstract static class OneJob implements Callable<Integer> {
    private final Graft graft;
    private final Consumer<Job> action;

    @Parameters(paramLabel = "JOB", description = "the job's number")
    long number;

    OneJob(Session session, Consumer<Job> action) {
      this.graft = session.graft();
      this.action = action;
    }

    @Override
    public Integer call() {
      List<Job> jobs = graft.jobs();
      Job job =
          jobs.stream()
              .filter(j -> j.number() == number)
              .findFirst()
              .orElseThrow(
                  () ->
                      new ConfigException(
                          "job " + number,
                          "there is no such job",
                          jobs.isEmpty()
                              ? "no job is at work"
                              : "jobs are " + jobs.stream().map(Job::number).toList()));
      action.accept(job);
      return 0;
    }
  }

  /** {@code graft:stop}. */
  @Command(name = "stop", description = "End a job with a checkpoint.")
  static final class Stop extends OneJob {
    Stop(Session session) {
      super(session, Job::stop);
    }
  }

  /** {@code graft:pause}. */
  @Command(name = "pause", description = "Hold a job at the next step.")
  static final class Pause extends OneJob {
    Pause(Session session) {
      super(session, Job::pause);
    }
  }

  /** {@code graft:resume}. */
  @Command(name = "resume", description = "Go on with a paused job.")
  static final class Resume extends OneJob {
    Resume(Session session) {
      super(session, Job::resume);
    }
  }
}
