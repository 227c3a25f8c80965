package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Each command of the README's tour, read from the README, run in its order in an empty folder that
 * looks like a clone, and what the README shows of its output.
 */
public class TourIT {
  /** The first lines of the blocks that are not run, and why; the README says the same. */
  private static final Map<String, String> NOT_RUN =
      Map.of(
          "mvn -q install -DskipTests",
          "Maven within Maven; the reactor builds the sample by the same pom");

  private static final long LIMIT_SECONDS = 180;

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  private final List<TourBlock> tour = TourBlock.of(readme(), "A ten-minute tour");

  private static String readme() {
    try {
      return Files.readString(Distribution.root().resolve("README.md"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private GraftCommand graft;

  /** The user's folder, with what a clone has that the tour names. */
  @Before
  public void makeClone() throws IOException {
    graft = new GraftCommand(temporary.getRoot().toPath());
    for (String part : List.of("graft", "launcher", "samples")) {
      Files.createSymbolicLink(graft.folder().resolve(part), Distribution.root().resolve(part));
    }
  }

  @Test
  public void eachCommandDoesWhatTheReadmeShows() throws Exception {
    String output = "";
    for (TourBlock block : tour) {
      switch (block.kind()) {
        case COMMANDS -> output = block.notRun().isEmpty() ? bash(block.text()) : output;
        case OUTPUT -> ShownOutput.assertShown(block.text(), output);
        case SHELL -> talk(block.text());
        case FILE -> Files.writeString(graft.folder().resolve(block.file()), block.text());
      }
    }
  }

  @Test
  public void whatIsNotRunSaysWhy() {
    Map<String, String> marked = new TreeMap<>();
    for (TourBlock block : tour) {
      if (!block.notRun().isEmpty()) {
        marked.put(block.text().lines().findFirst().orElse("").strip(), block.notRun());
      }
    }
    assertEquals(NOT_RUN, marked);
    assertTrue("blocks in the tour: " + tour.size(), tour.size() > 15);
  }

  @Test
  public void outputIsComparedLineByLineWithNearNumbers() {
    String printed = "epoch 1: loss 0.62 (3.3 s)\nepoch 2: loss 40.5 (1.5 s)\n";
    ShownOutput.assertShown("epoch 1: loss 0.6 (9.9 s)\n…\nepoch 2: loss 41 …", printed);
    for (String wrong : List.of("epoch 2: loss 46 …", "epoch 2: los …", "epoch 2 …\nepoch 1 …")) {
      assertThrows(AssertionError.class, () -> ShownOutput.assertShown(wrong, printed));
    }
  }

  private String bash(String commands) throws IOException, InterruptedException {
    Path errors = temporary.getRoot().toPath().resolve("bash-errors");
    Path output = temporary.getRoot().toPath().resolve("bash-output");
    ProcessBuilder bash = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", commands);
    bash.environment().putAll(graft.environment());
    // The tour calls java, too: this one.
    String own = Path.of(System.getProperty("java.home"), "bin") + ":";
    bash.environment().merge("PATH", own, (path, first) -> first + path);
    Process process =
        bash.directory(graft.folder().toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String printed = Files.readString(output) + Files.readString(errors);
    assertTrue("no end of " + commands + "\n" + printed, ended);
    assertEquals(commands + "\n" + printed, 0, process.exitValue());
    return printed;
  }

  /**
   * A talk with {@code ./graft shell}: its first line starts it, {@code graft> } gives it a
   * command, {@code $ } is another terminal's; the rest is shown output.
   */
  private void talk(String text) throws Exception {
    List<String> lines = text.lines().toList();
    String[] start = lines.get(0).split(" ");
    assertEquals("$ ./graft shell", String.join(" ", List.of(start).subList(0, 3)));
    try (ShellProcess shell =
        new ShellProcess(graft, List.of(start).subList(3, start.length).toArray(String[]::new))) {
      int next = 1;
      while (next < lines.size()) {
        String line = lines.get(next++);
        List<String> shown = new ArrayList<>();
        while (next < lines.size() && !lines.get(next).matches("(graft> |\\$ ).*")) {
          shown.add(lines.get(next++));
        }
        if (line.startsWith("$ ")) {
          bash(line.substring(2));
        } else {
          answer(shell, line.substring("graft> ".length()), String.join("\n", shown));
        }
      }
      shell.end();
    }
  }

  /** A jar that was just copied needs a moment: {@code describe} is asked until it knows it. */
  private static void answer(ShellProcess shell, String command, String shown) throws Exception {
    if (command.startsWith("describe ") && !shown.startsWith("graft: ")) {
      shell.askUntil(command, shown.lines().findFirst().orElse(""));
    }
    ShellProcess.Answer answer = shell.ask(command);
    ShownOutput.assertShown(shown, answer.output() + answer.errors());
  }
}
