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
  @Command(name = "jobs", description = "List the jobs at work, and the last ones that ended.")
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

  /** A verb about a job. */
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
                              ? "there is none yet"
                              : "jobs are " + jobs.stream().map(Job::number).toList()));
      action.accept(job);
      return 0;
    }
  }

  /** What is only for a job at work. */
  private static Consumer<Job> atWork(Consumer<Job> action) {
    return job -> {
      if (job.state().isEnd()) {
        throw new ConfigException(
            "job " + job.number(), "it is over: " + job.progress(), "jobs lists those at work");
      }
      action.accept(job);
    };
  }

  /** {@code graft:stop}. */
  @Command(name = "stop", description = "End a job with a checkpoint.")
  static final class Stop extends OneJob {
    Stop(Session session) {
      super(session, atWork(Job::stop));
    }
  }

  /** {@code graft:pause}. */
  @Command(name = "pause", description = "Hold a job at the next step.")
  static final class Pause extends OneJob {
    Pause(Session session) {
      super(session, atWork(Job::pause));
    }
  }

  /** {@code graft:resume}. */
  @Command(name = "resume", description = "Go on with a paused job.")
  static final class Resume extends OneJob {
    Resume(Session session) {
      super(session, atWork(Job::resume));
    }
  }

  /** {@code graft:watch}. */
  @Command(
      name = "watch",
      description = "Show a job's progress, or how it ended; Ctrl-C leaves it at work.")
  static final class Watch extends OneJob {
    private static final int LOOK_MILLIS = 100;

    Watch(Session session) {
      super(session, job -> watch(session, job));
    }

    private static void watch(Session session, Job job) {
      if (job.state().isEnd()) {
        session.out().println(AnswerText.line(job.status()));
        session.out().println(job.progress());
      } else {
        follow(session, job);
      }
    }

    private static void follow(Session session, Job job) {
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
      boolean left = false;
      try {
        boolean goesOn = true;
        while (goesOn && !done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          // It may have ended before it was listened to.
          goesOn = !job.state().isEnd() && !session.stopping().get();
        }
      } catch (InterruptedException e) {
        left = true; // Ctrl-C: it is the watching that ends.
      } finally {
        close(listening);
        session.watched().remove(job.number());
        output.close();
      }
      if (left && !job.state().isEnd()) {
        session.out().println("job " + job.number() + " goes on");
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
