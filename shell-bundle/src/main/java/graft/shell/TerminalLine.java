package graft.shell;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * The last line of a terminal, written over and over, and wiped out in the end. The library's own
 * consumer opens the terminal a second time for its width, and leaves an empty line behind.
 */
final class TerminalLine implements ProgressBarConsumer {
  /** To the line's start, and wipe out what stands behind the cursor (ECMA-48: EL). */
  private static final String WIPE = "\r\u001b[K";

  private static final int WIDEST = 120;

  private final PrintStream terminal;

  TerminalLine(PrintStream terminal) {
    this.terminal = terminal;
  }

  /** One column stays free: a full line would wrap. {@code graft.columns} is the script's. */
  @Override
  public int getMaxRenderedLength() {
    return Math.max(20, Math.min(WIDEST, Integer.getInteger("graft.columns", 80))) - 1;
  }

  @Override
  public void accept(String line) {
    terminal.print(WIPE + line);
    terminal.flush();
  }

  @Override
  public void clear() {
    terminal.print(WIPE);
    terminal.flush();
  }

  @Override
  public void close() {}
}
