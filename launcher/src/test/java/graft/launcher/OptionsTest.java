package graft.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static final Optional<Path> FOLDER = Optional.of(Path.of("a folder").toAbsolutePath());

  @Test
  void deployFolderIsFoundAnywhere() {
    assertEquals(FOLDER, Options.parse("train", "--epochs", "3", "--deploy", "a folder").deploy());
    assertEquals(FOLDER, Options.parse("--deploy=a folder", "train").deploy());
    assertEquals(Optional.empty(), Options.parse("train", "--deploy").deploy());
  }

  @Test
  void verbIsTheFirstWordThatIsNoOption() {
    assertEquals("shell", Options.parse("--deploy", "train", "shell").verb());
    assertEquals("", Options.parse("--help").verb());
  }

  @Test
  void onlyAShellWithoutCommandsCanTalkToAPerson() {
    System.setProperty("graft.terminal", "in,out");
    try {
      assertTrue(Options.parse("shell").interactive());
      assertFalse(Options.parse("shell", "-c", "help").interactive());
      assertFalse(Options.parse("train").interactive());
    } finally {
      System.clearProperty("graft.terminal");
    }
    assertFalse(Options.parse("shell").interactive());
  }
}
