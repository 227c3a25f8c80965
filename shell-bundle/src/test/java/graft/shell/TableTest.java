package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void numbersStandRightAndTextLeft() {
    Table table = new Table("LAYER", "PARAMETERS");
    table.row("conv_1", "1,290");
    table.row("a", "0");
    assertEquals(
        """
        LAYER   PARAMETERS
        conv_1       1,290
        a                0
        """,
        table.toString().replace(System.lineSeparator(), "\n"));
  }
}
