package graft.api.run;

import org.osgi.annotation.versioning.ConsumerType;

/** Watches jobs and may steer them: a plug-in of kind {@code callback}. */
@ConsumerType
public interface Callback<C> {
  /** What a callback may do to its job. */
  @org.osgi.annotation.versioning.ProviderType
  interface Control {
    /** Ends the training after this event. */
    void stop(String reason);

    /** Multiplies the schedule's rate from the next step on; saved in checkpoints. */
    void rateFactor(double factor);

    double rateFactor();
  }

  /** One job's callback, called on the job's thread. */
  @ConsumerType
  interface Session {
    void on(Event event, Control control);
  }

  /** A session for a job that begins. */
  Session open(C config);
}
