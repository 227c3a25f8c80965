package graft.shell;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * The last line of a terminal, written over and over, and wiped out in the end. The library's own
 * consumer opens the terminal a second time for its width, and leaves an empty line behind. Its
 * timer may draw once more after the end: then nothing is written.
 */
final class TerminalLine implements ProgressBarConsumer {
  /** To the line's start, and wipe out what stands behind the cursor (ECMA-48: EL). */
  private static final String WIPE = "\r\u001b[K";

  private static final int WIDEST = 120;

  private final PrintStream terminal;
  private boolean cleared;

  TerminalLine(PrintStream terminal) {
    this.terminal = terminal;
  }

  /** One column stays free: a full line would wrap. {@code graft.columns} is the script's. */
  @Override
  public int getMaxRenderedLength() {
    return Math.max(20, Math.min(WIDEST, Integer.getInteger("graft.columns", 80))) - 1;
  }

  @Override
  public synchronized void accept(String line) {
    if (!cleared) {
      terminal.print(WIPE + line);
      terminal.flush();
    }
  }

  /** For good. */
  @Override
  public synchronized void clear() {
    if (!cleared) {
      cleared = true;
      terminal.print(WIPE);
      terminal.flush();
    }
  }

  @Override
  public void close() {}
}
