package graft.api.run;

import java.util.List;
import java.util.Map;
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

    /**
     * Told before the first step what each epoch will be measured by: here is the place to refuse
     * the name of a figure that will not be.
     *
     * @param figures {@code loss} and the metrics that are one number; if there are validation
     *     data, the same of these with {@code val_} in front
     * @throws graft.api.ConfigException if one is missing: then the training does not begin
     */
    default void figures(List<String> figures) {}

    /** What it has to know to go on from a checkpoint, as JSON values. */
    default Map<String, Object> state() {
      return Map.of();
    }

    /** Goes on from a checkpoint; {@code state} is what {@link #state} gave when it was saved. */
    default void restore(Map<String, Object> state) {}
  }

  /** A session for a job that begins. */
  Session open(C config);
}
