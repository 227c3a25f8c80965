package graft.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.DataException;
import graft.api.data.Batch;
import graft.api.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  @TempDir Path folder;

  private Dataset open(String text, String label, boolean header) throws IOException {
    String file = Files.writeString(folder.resolve("table.csv"), text).toString();
    return new Csv().open(new Csv.Config(file, label, header, ","));
  }

  @Test
  void labelIsTakenByNameAndTheOthersAreFeatures() throws IOException {
    try (Dataset data = open("a,quality,b\n1,5,\"2.5\"\n3,6,4\n", "quality", true)) {
      Batch batch = new Batch(data.schema(), 1);
      data.read(0, batch.row());
      assertArrayEquals(new float[] {1, 2.5f}, (float[]) batch.array(0));
      assertArrayEquals(new float[] {5}, (float[]) batch.array(1));
    }
  }

  @Test
  void labelsThatAreNoNumbersBecomeSortedClasses() throws IOException {
    try (Dataset data = open("1,b\n2,a\n3,b\n", "last", false)) {
      Batch batch = new Batch(data.schema(), 3);
      data.read(0, batch.row());
      assertEquals(DType.I32, data.schema().columns().get(1).dtype());
      assertEquals(List.of("a", "b"), data.schema().columns().get(1).classes());
      assertEquals(1, ((int[]) batch.array(1))[0]);
    }
  }

  @Test
  void messagesNameLineColumnAndValue() {
    assertMessage("a,b\n1,2\nx,3\n", "last", true, "line 3, column 'a'", "got 'x'");
    assertMessage("a,b\n1,2\n1,2,3\n", "last", true, "line 3", "expected 2 fields, got 3");
    assertMessage("a,b\n1,2\n", "c", true, "no label column 'c'", "columns are a, b");
    assertMessage("1,2\n3,4\n", "last", true, "line 1", "say header=false");
    assertMessage("a,b\n", "last", true, "no row of data");
    assertMessage("a,b\n1,2\n1,x\n1,3\n", "last", true, "line 3, column 'b'", "got 'x'");
    assertMessage("a,b\nnan,1\n", "last", true, "expected a finite number");
  }

  private void assertMessage(String text, String label, boolean header, String... parts) {
    DataException e = assertThrows(DataException.class, () -> open(text, label, header));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void mutatedFilesGiveDataOrOneMessage() throws IOException {
    Random random = new Random(11);
    int count = Boolean.getBoolean("graft.long") ? 100_000 : 2_000;
    String alphabet = "01.,\"\n\r;e-\u0000äx ";
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder("a,b,c\n1,2,3\n4,5,6\n");
      for (int n = random.nextInt(5); n >= 0; n--) {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        text.setCharAt(random.nextInt(text.length()), c);
      }
      try (Dataset data = open(text.toString(), "last", random.nextBoolean())) {
        assertTrue(data.size() > 0);
      } catch (DataException e) {
        assertTrue(e.getMessage().contains("table.csv"), e.getMessage());
      }
    }
  }
}
