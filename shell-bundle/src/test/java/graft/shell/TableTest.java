package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TableTest {
  private static String lines(String text) {
    return text.replace(System.lineSeparator(), "\n");
  }

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
        lines(table.toString()));
  }

  @Test
  void theLastColumnIsWrappedToTheTerminal() {
    Table table = new Table("TYPE", "WHAT IT IS");
    table.row("dense", "a fully connected layer of so many units");
    table.row("x", "averyverylongwordthatfitsnowhere and more");
    // 30 columns, of which 7 stand before the last column
    assertEquals(
        """
        TYPE   WHAT IT IS
        dense  a fully connected layer
               of so many units
        x      averyverylongwordthatfi
               tsnowhere and more
        """,
        lines(table.text(30)));
  }

  @Test
  void whereTheOthersLeaveTooLittleNothingIsWrapped() {
    Table table = new Table("A", "B");
    table.row("a long first column", "and a long second column");
    assertEquals(table.toString(), table.text(30));
  }
}
