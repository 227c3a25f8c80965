package graft.tck;

import graft.api.GraftException;
import java.util.ArrayList;
import java.util.List;

/** What was checked and how it went: one line for each check, and a verdict over all. */
final class Proof {
  /** A check: returns facts for its line, or throws. */
  interface Step {
    String run();
  }

  private final String subject;
  private final List<String> lines = new ArrayList<>();
  private int failures;

  Proof(String subject) {
    this.subject = subject;
  }

  /** Does one check; a failure is noted, and the next checks go on. */
  void check(String name, Step step) {
    try {
      String facts = step.run();
      lines.add("ok    " + name + (facts.isEmpty() ? "" : ": " + facts));
    } catch (AssertionError | RuntimeException e) {
      failures++;
      boolean expected = e instanceof AssertionError || e instanceof GraftException;
      String at = expected || e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
      String text = e instanceof AssertionError ? e.getMessage() : e + at;
      lines.add("FAIL  " + name + ": " + text);
    }
  }

  /** Notes something that was not checked, and why. */
  void note(String name, String why) {
    lines.add("note  " + name + ": " + why);
  }

  boolean failed() {
    return failures > 0;
  }

  List<String> lines() {
    List<String> all = new ArrayList<>(List.of(subject));
    lines.forEach(line -> all.add("  " + line));
    return all;
  }

  /**
   * Ends the proof.
   *
   * @throws AssertionError with all lines if a check failed
   */
  void verdict() {
    if (failed()) {
      throw new AssertionError(
          String.join(System.lineSeparator(), lines()) + System.lineSeparator());
    }
  }

  /** Fails a check. */
  static void require(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }
}
