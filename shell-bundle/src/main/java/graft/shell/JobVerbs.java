package graft.shell;

import graft.api.ConfigException;
import graft.api.run.Event;
import graft.api.run.Graft;
import graft.api.run.Job;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verbs about running jobs, for a shell. */
final class JobVerbs {
  private JobVerbs() {}

  /** {@code graft:jobs}. */
  @Command(name = "jobs", description = "List the jobs that are not finished.")
  static final class Jobs implements Callable<Object> {
    private final Session session;

    Jobs(Session session) {
      this.session = session;
    }

    @Override
    public Object call() {
      List<Job.Status> jobs = session.graft().jobs().stream().map(Job::status).toList();
      return new Listing<>(jobs, columns -> AnswerText.jobs(jobs, columns));
    }
  }

  /** A verb that does something to a job. */
  abstract static class OneJob implements Callable<Integer> {
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

  /** {@code graft:watch}. */
  @Command(
      name = "watch",
      description = "Show a job's progress until it ends, or until Ctrl-C; the job goes on.")
  static final class Watch extends OneJob {
    private static final int LOOK_MILLIS = 100;

    Watch(Session session) {
      super(session, job -> watch(session, job));
    }

    private static void watch(Session session, Job job) {
      CountDownLatch done = new CountDownLatch(1);
      TrainOutput output = TrainOutput.of(session, false);
      session.out().println(AnswerText.line(job.status()));
      session.watched().add(job.number());
      AutoCloseable listening =
          job.listen(
              event -> {
                output.accept(event);
                if (event instanceof Event.Done) {
                  done.countDown();
                }
              });
      try {
        boolean goesOn = true;
        while (goesOn && !done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          // It may have ended before it was listened to.
          boolean atWork = session.graft().jobs().contains(job);
          goesOn = atWork && !session.stopping().get();
        }
      } catch (InterruptedException e) {
        // Ctrl-C: it is the watching that ends.
      } finally {
        close(listening);
        session.watched().remove(job.number());
        output.close();
      }
    }

    private static void close(AutoCloseable listening) {
      try {
        listening.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
