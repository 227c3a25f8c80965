package graft.itests;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A {@code graft shell} that lives while commands are given to it one by one. */
final class ShellProcess implements AutoCloseable {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(180);

  private final GraftCommand graft;
  private final Process process;
  private final OutputStream input;
  private int outputSeen;
  private int errorsSeen;
  private int asked;

  ShellProcess(GraftCommand graft, String... options) throws IOException {
    this.graft = graft;
    String[] args = new String[options.length + 1];
    args[0] = "shell";
    System.arraycopy(options, 0, args, 1, options.length);
    process = graft.start(args);
    input = process.getOutputStream();
  }

  /** What a command printed. */
  record Answer(String output, String errors) {}

  /** Gives a command, and waits for what it prints. */
  Answer ask(String command) throws IOException, InterruptedException {
    // The shell runs one line after the other: this one's error says that the command is done.
    String end = "end_" + ++asked;
    input.write((command + "\ndescribe layer:" + end + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
    long limit = System.nanoTime() + LIMIT_NANOS;
    while (!hasLineWith(end)) {
      if (!process.isAlive() || System.nanoTime() > limit) {
        throw new AssertionError(command + ": no answer; " + graft.output() + graft.errors());
      }
      process.waitFor(2, TimeUnit.MILLISECONDS);
    }
    String output = graft.output().substring(outputSeen);
    String errors = graft.errors().substring(errorsSeen);
    outputSeen += output.length();
    errorsSeen += errors.length();
    String own =
        errors.lines().filter(l -> !l.contains(end)).map(l -> l + "\n").reduce("", String::concat);
    return new Answer(output, own);
  }

  private boolean hasLineWith(String end) throws IOException {
    String errors = graft.errors();
    int place = errors.indexOf(end, errorsSeen);
    return place >= 0 && errors.indexOf('\n', place) >= 0;
  }

  /** Repeats a command until its answer contains a text, and gives the milliseconds it took. */
  long askUntil(String command, String text) throws IOException, InterruptedException {
    long began = System.nanoTime();
    Answer answer = ask(command);
    while (!answer.toString().contains(text)) {
      if (System.nanoTime() - began > LIMIT_NANOS) {
        throw new AssertionError(command + ": '" + text + "' is not in " + answer);
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
      answer = ask(command);
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  /** Ends the input, and waits for the shell's end. */
  GraftCommand.Result end() throws IOException, InterruptedException {
    input.close();
    return graft.result(process);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
