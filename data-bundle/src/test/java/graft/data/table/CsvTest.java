package graft.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.DType;
import graft.api.GraftException;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.data.Mutations;
import graft.data.Rows;
import graft.data.file.Malformed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  @TempDir Path folder;

  private static final List<String> MISSING = List.of("", "?", "NA", "N/A", "NaN", "null");

  /** A configuration of which a test says what it is about. */
  private final class Table {
    private List<String> label = List.of("last");
    private boolean header = true;
    private List<String> names = List.of();
    private Optional<String> separator = Optional.empty();
    private String encoding = "utf-8";
    private List<String> text = List.of();
    private List<String> categorical = List.of();
    private List<String> ignore = List.of();
    private List<String> features = List.of();
    private Optional<String> weight = Optional.empty();
    private TableConfig.Missing missing = TableConfig.Missing.ERROR;
    private boolean join = true;
    private Malformed malformed = Malformed.FAIL;
    private Optional<String> quarantine = Optional.empty();
    private boolean stream;
    private final Path file = folder.resolve("table.csv");

    private Table(String content) {
      this(content, "utf-8");
    }

    private Table(String content, String written) {
      try {
        Files.write(file, content.getBytes(Charset.forName(written)));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private Table label(String... labels) {
      label = List.of(labels);
      return this;
    }

    private TableConfig config() {
      return new TableConfig(
          file.toString(),
          label,
          header,
          names,
          separator,
          encoding,
          Optional.empty(),
          text,
          categorical,
          ignore,
          features,
          weight,
          missing,
          MISSING,
          join,
          malformed,
          quarantine,
          stream);
    }

    private Dataset open() {
      return new Csv().open(config());
    }

    private void fails(String... parts) {
      GraftException e = assertThrows(GraftException.class, this::open);
      for (String part : parts) {
        assertTrue(e.getMessage().contains(part), e.getMessage());
      }
    }
  }

  private static List<String> columns(Dataset data) {
    return data.schema().columns().stream().map(Column::toString).toList();
  }

  @Test
  void labelIsTakenByNameAndTheOtherNumbersAreFeaturesWithNames() {
    try (Dataset data = new Table("a,quality,b\n1,5,\"2.5\"\n3,6,4\n").label("quality").open()) {
      Batch batch = Rows.of(data);
      assertArrayEquals(new float[] {1, 2.5f, 3, 4}, (float[]) batch.array(0));
      assertArrayEquals(new float[] {5, 6}, (float[]) batch.array(1));
      assertEquals(List.of("a", "b"), data.schema().columns().get(0).classes());
    }
  }

  @Test
  void labelsThatAreNoNumbersBecomeSortedClasses() {
    Table table = new Table("1,b\n2,a\n3,b\n");
    table.header = false;
    try (Dataset data = table.open()) {
      assertEquals(List.of("features f32 [1]", "column 1 i32 of 2 classes"), columns(data));
      assertEquals(List.of("a", "b"), data.schema().columns().get(1).classes());
      assertArrayEquals(new int[] {1, 0, 1}, (int[]) Rows.of(data).array(1));
    }
  }

  @Test
  void namesMakeUpForAHeaderAndAFileToPredictMayLackTheLabel() {
    Table table = new Table("M,1,7\nF,2,8\n");
    table.names = List.of("sex", "length", "rings");
    Schema like;
    try (Dataset data = table.label("rings").open()) {
      assertEquals(List.of("features f32 [1]", "sex string", "rings f32"), columns(data));
      assertArrayEquals(new float[] {7, 8}, (float[]) Rows.of(data).array(2));
      like = data.schema();
    }
    Table asked = new Table("F,3\n").label("none");
    asked.names = table.names;
    asked.categorical = List.of("rings");
    try (Dataset data = new Csv().open(asked.config(), like)) {
      assertEquals(List.of("features f32 [1]", "sex string"), columns(data));
      assertArrayEquals(new float[] {3}, (float[]) Rows.of(data).array(0));
    }
    asked.fails("table.csv line 1: expected 3 fields, got 2; hint: their names are sex, length");
    table.names = List.of("a", "a", "b");
    table.fails("names: each may stand there once, got [a, a, b]");
  }

  private Table nameless(String content, String... label) {
    Table table = new Table(content).label(label);
    table.header = false;
    return table;
  }

  /** Without names only their number tells which columns a file lacks. */
  @Test
  void namelessFileHasAllColumnsOrAllButTheLabels() {
    Schema first;
    try (Dataset data = nameless("7,1,2\n8,3,4\n", "0").open()) {
      first = data.schema();
    }
    TableConfig lacking = nameless("3,4\n", "none").config();
    try (Dataset data = new Csv().open(lacking, first)) {
      assertEquals(List.of("features f32 [2]"), columns(data));
      assertArrayEquals(new float[] {3, 4}, (float[]) Rows.of(data).array(0));
    }
    try (Dataset data = new Csv().open(nameless("9,3,4\n", "0").config(), first)) {
      assertArrayEquals(new float[] {3, 4}, (float[]) Rows.of(data).array(0));
      assertArrayEquals(new float[] {9}, (float[]) Rows.of(data).array(1));
    }
    String expected = "line 1: expected 2 fields without column 0, or 3 fields, got ";
    fails(nameless("3\n", "none"), first, expected + 1);
    fails(nameless("9,3,4,5\n", "none"), first, expected + 4);
  }

  @Test
  void namelessFileThatLacksAFeatureIsToldByItsWords() {
    Schema last;
    try (Dataset data = nameless("1,2,u\n3,4,v\n", "2").open()) {
      last = data.schema();
    }
    fails(nameless("2,u\n", "none"), last, "column 'column 1': expected a finite number, got 'u'");
  }

  @Test
  void indicesOfANamelessFileCountTheColumnsThatItLacks() {
    Table table = nameless("7,1, x ,2,0\n", "0");
    table.text = List.of("2");
    table.ignore = List.of("4");
    Schema like;
    try (Dataset data = table.open()) {
      like = data.schema();
    }
    Table asked = nameless("1, y ,2,0\n", "none");
    asked.text = table.text;
    asked.ignore = table.ignore;
    try (Dataset data = new Csv().open(asked.config(), like)) {
      assertArrayEquals(new String[] {" y "}, (String[]) Rows.of(data).array(1));
    }
  }

  private static void fails(Table table, Schema like, String part) {
    GraftException e =
        assertThrows(GraftException.class, () -> new Csv().open(table.config(), like));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  /** The header is read and no row: that the row is malformed does not come up. */
  @Test
  void aColumnIsNamedOnceAndForOnePurpose() {
    String content = "a,b,y\n1\n";
    new Table(content).label("y", "2").fails("table.csv: label: column 'y' is named twice");
    Table table = new Table(content);
    table.weight = Optional.of("y");
    table.fails("column 'y' is named in label and in weight", "the label is the last unless told");
    table.weight = Optional.of("z");
    table.fails("there is no weight column 'z'");
    table.weight = Optional.of("b");
    table.features = List.of("a", "b");
    table.fails("column 'b' is named in weight and in features; hint: choose one");
    table.weight = Optional.empty();
    table.features = List.of("a", "a");
    table.fails("features: column 'a' is named twice");
    table.features = List.of("a", "y");
    table.fails("column 'y' is named in label and in features");
    table.features = List.of();
    table.text = List.of("a");
    table.categorical = List.of("0");
    table.fails("column 'a' is named in text and in categorical");
  }

  @Test
  void aMissingLabelIsNeverKept() {
    Table table = new Table("a,y\n?,1\n2,?\n");
    table.missing = TableConfig.Missing.KEEP;
    table.fails("table.csv line 3, column 'y': a value is missing: '?'; hint: missing=drop");
    Schema like;
    try (Dataset data = new Table("a,y\n1,2\n").open()) {
      like = data.schema();
    }
    try (Dataset data = new Csv().open(new Table("a,y\n3,?\n").label("none").config(), like)) {
      assertEquals(List.of("features f32 [1]"), columns(data));
    }
  }

  @Test
  void numbersThatAreCategoriesAreClassesInOrderOfValue() {
    Table table = new Table("a,b\n1,10\n2,9\n");
    table.categorical = List.of("b");
    try (Dataset data = table.open()) {
      assertEquals(List.of("9", "10"), data.schema().columns().get(1).classes());
    }
  }

  @Test
  void wordsAndTextAreColumnsOfStrings() {
    Table table = new Table("sex,zip,note,x,y\n M,07, hi ,1,2\nF,10,\"a\nb\",3,4\n");
    table.text = List.of("note");
    table.categorical = List.of("zip");
    try (Dataset data = table.open()) {
      assertEquals(
          List.of("features f32 [1]", "sex string", "zip string", "note string", "y f32"),
          columns(data));
      Batch batch = Rows.of(data);
      assertArrayEquals(new String[] {"M", "F"}, (String[]) batch.array(1));
      assertArrayEquals(new String[] {"07", "10"}, (String[]) batch.array(2));
      assertArrayEquals(new String[] {" hi ", "a\nb"}, (String[]) batch.array(3));
    }
  }

  @Test
  void columnsCanBeLeftOutOrChosen() {
    Table table = new Table("id,a,b,y\n1,2,3,4\n");
    table.ignore = List.of("id");
    try (Dataset data = table.open()) {
      assertEquals(List.of("a", "b"), data.schema().columns().get(0).classes());
    }
    table.ignore = List.of();
    table.features = List.of("2");
    try (Dataset data = table.open()) {
      assertEquals(List.of("b"), data.schema().columns().get(0).classes());
    }
  }

  @Test
  void severalNumericLabelsAreOneVectorOrAColumnEach() {
    Table table = new Table("a,y,z\n1,2,3\n").label("z", "y");
    try (Dataset data = table.open()) {
      assertEquals(List.of("features f32 [1]", "labels f32 [2]"), columns(data));
      assertArrayEquals(new float[] {3, 2}, (float[]) Rows.of(data).array(1));
    }
    table.join = false;
    try (Dataset data = table.open()) {
      assertEquals(List.of("features f32 [1]", "z f32", "y f32"), columns(data));
    }
  }

  @Test
  void weightIsAColumnOfItsOwn() {
    Table table = new Table("a,w,y\n1,.5,3\n");
    table.weight = Optional.of("w");
    try (Dataset data = table.open()) {
      assertEquals(Column.Role.WEIGHT, data.schema().columns().get(2).role());
      assertArrayEquals(new float[] {.5f}, (float[]) Rows.of(data).array(2));
    }
  }

  @Test
  void missingValuesAreAnErrorOrDroppedOrKept() {
    Table table = new Table("a,b,y\n1,u,1\n?,v,2\n3,,3\n");
    table.fails("table.csv line 3, column 'a'", "a value is missing: '?'", "missing=drop");
    table.missing = TableConfig.Missing.DROP;
    try (Dataset data = table.open()) {
      assertEquals(1, data.size());
      assertTrue(data.notes().get(0).contains("left out 2 rows"), data.notes().toString());
    }
    table.missing = TableConfig.Missing.KEEP;
    try (Dataset data = table.open()) {
      Batch batch = Rows.of(data);
      assertArrayEquals(new float[] {1, Float.NaN, 3}, (float[]) batch.array(0));
      assertArrayEquals(new String[] {"u", "v", ""}, (String[]) batch.array(1));
    }
  }

  @Test
  void encodingsAreReadAndMistakenOnesNameTheLine() {
    String content = "a,y\nx,1\n\u00e4,2\n";
    for (String encoding : List.of("utf-8", "windows-1252", "iso-8859-1", "utf-16")) {
      Table table = new Table(content, encoding);
      table.encoding = encoding;
      try (Dataset data = table.open()) {
        assertEquals("\u00e4", ((String[]) Rows.of(data).array(0))[1], encoding);
      }
    }
    new Table(content, "windows-1252")
        .fails("table.csv line 3: byte e4 is no utf-8", "say encoding=windows-1252");
    new Table(content, "utf-16").fails("byte fe is no utf-8", "say encoding=utf-16");
    Table unknown = new Table(content);
    unknown.encoding = "utf-9";
    unknown.fails("expected the name of an encoding, got 'utf-9'");
  }

  @Test
  void byteOrderMarkIsPassedOver() {
    try (Dataset data = new Table("\ufeffa,y\n1,2\n").open()) {
      assertEquals(List.of("a"), data.schema().columns().get(0).classes());
    }
  }

  @Test
  void messagesNameLineColumnAndValue() {
    new Table("a,b\n1,2\nx,3\n").fails("line 3, column 'a'", "expected a finite number, got 'x'");
    new Table("a,b\n1,2\n1,2,3\n").fails("line 3", "expected 2 fields, got 3");
    new Table("a,b\n1,2\n").label("c").fails("no label column 'c'", "columns are a, b");
    new Table("1,2\n3,4\n").fails("line 1", "say header=false");
    new Table("5.1,3.5,Iris-setosa\n4,3,x\n").fails("line 1", "say header=false");
    new Table("a,b\n").fails("no row of data");
    new Table("").fails("no row of data");
    new Table("a,b\n1e99,1\n").fails("expected a finite number, got '1e99'");
    new Table("a,b,a\n1,2,3\n").fails("two columns are named 'a'");
    new Table("a;b\n1;2\n").fails("only one field", "say separator=;");
    new Table("a\tb\n1\t2\n").fails("only one field", "say separator=tab");
    new Table("y\n1\n").fails("no column beside the label");
    Table weights = new Table("a,w,y\n1,-1,3\n");
    weights.weight = Optional.of("w");
    weights.fails("line 2, column 'w'", "a weight is 0 or more, got '-1'");
  }

  @Test
  void malformedRowsAreSkippedAndCounted() {
    Table table = new Table("a,y\n1,2\n3\nx,4\n5,6\n");
    table.malformed = Malformed.SKIP;
    try (Dataset data = table.open()) {
      assertArrayEquals(new float[] {1, 5}, (float[]) Rows.of(data).array(0));
      String note = data.notes().get(0);
      assertTrue(note.contains("skipped 2 malformed") && note.contains("line 4, column 'a'"), note);
    }
  }

  @Test
  void malformedRowsGoToAFile() throws IOException {
    Table table = new Table("a,y\n1,2\nx,\"4,5\"\n5,6\n7,8\n");
    table.malformed = Malformed.QUARANTINE;
    try (Dataset data = table.open()) {
      assertEquals(3, data.size());
      List<String> lines = Files.readAllLines(folder.resolve("table.csv.quarantine.csv"));
      assertEquals(1, lines.size());
      assertTrue(lines.get(0).endsWith(",x,\"4,5\""), lines.get(0));
      assertTrue(lines.get(0).contains("line 3, column 'a'"), lines.get(0));
    }
  }

  @Test
  void theDataThemselvesAreNoQuarantine() throws IOException {
    Table table = new Table("a,y\n1,2\nx,4\n5,6\n");
    table.malformed = Malformed.QUARANTINE;
    for (Path file : List.of(table.file, folder.resolve("./table.csv"), folder)) {
      table.quarantine = Optional.of(file.toString());
      GraftException e = assertThrows(GraftException.class, table::open);
      assertTrue(e.getMessage().contains("quarantine: expected a file of its own"), e.getMessage());
    }
    assertEquals("a,y\n1,2\nx,4\n5,6\n", Files.readString(table.file));
  }

  @Test
  void separatorIsNoQuote() {
    Table table = new Table("a,y\n1,2\n");
    table.separator = Optional.of("\"");
    GraftException e = assertThrows(GraftException.class, table::open);
    assertTrue(e.getMessage().startsWith("separator and quote: expected two"), e.getMessage());
  }

  @Test
  void otherDataAreReadLikeTheTrainingData() {
    Schema like;
    try (Dataset data = new Table("a,b,sex,y\n1,2,M,u\n3,4,F,v\n").open()) {
      like = data.schema();
    }
    Table other = new Table("y,sex,more,b,a\nv,M,0,20,10\n");
    try (Dataset data = new Csv().open(other.config(), like)) {
      assertEquals(like, data.schema());
      assertArrayEquals(new float[] {10, 20}, (float[]) Rows.of(data).array(0));
      assertArrayEquals(new int[] {1}, (int[]) Rows.of(data).array(2));
    }
    try (Dataset data = new Csv().open(new Table("sex,b,a\nM,2,1\n").config(), like)) {
      assertEquals(List.of("features f32 [2]", "sex string"), columns(data));
    }
    TableConfig lacking = new Table("sex,b,y\nM,2,u\n").config();
    GraftException e = assertThrows(GraftException.class, () -> new Csv().open(lacking, like));
    assertTrue(e.getMessage().contains("column 'a' is missing"), e.getMessage());
    TableConfig unseen = new Table("a,b,sex,y\n1,2,M,w\n").config();
    GraftException f = assertThrows(GraftException.class, () -> new Csv().open(unseen, like));
    assertTrue(f.getMessage().contains("line 2, column 'y': 'w' is none of"), f.getMessage());
  }

  @Test
  void tabsSeparateAndQuotesAreCharactersInTsv() throws IOException {
    Path file = Files.writeString(folder.resolve("t.tsv"), "Label\tSMS\nham\t\"Hi, x\nspam\tyo\n");
    TableConfig config = new Table("").label("Label").config();
    TableConfig tsv =
        new TableConfig(
            file.toString(),
            List.of("Label"),
            true,
            List.of(),
            Optional.empty(),
            config.encoding(),
            Optional.empty(),
            List.of("SMS"),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            config.missing(),
            MISSING,
            true,
            Malformed.FAIL,
            Optional.empty(),
            false);
    try (Dataset data = new Tsv().open(tsv)) {
      assertArrayEquals(new String[] {"\"Hi, x", "yo"}, (String[]) Rows.of(data).array(0));
      assertEquals(List.of("ham", "spam"), data.schema().columns().get(1).classes());
    }
  }

  @Test
  void streamGivesTheSameRowsAgainAndAgain() {
    Table table = new Table("a,s,y\n1,u,2\nx,u,9\n3,v,4\n?,w,1\n");
    table.malformed = Malformed.SKIP;
    table.missing = TableConfig.Missing.DROP;
    table.stream = true;
    try (Dataset data = table.open()) {
      assertTrue(data.isStream());
      assertEquals(2, data.size());
      assertEquals(2, data.notes().size());
      for (int pass = 0; pass < 2; pass++) {
        assertArrayEquals(new float[] {1, 3}, (float[]) Rows.of(data).array(0));
      }
    }
  }

  @Test
  void streamWhoseFileChangedIsRefused() throws IOException {
    Table table = new Table("a,y\n1,2\n");
    table.stream = true;
    try (Dataset data = table.open()) {
      Files.writeString(table.file, "a,y\n1,2\n3,4\n");
      GraftException e = assertThrows(GraftException.class, data::cursor);
      assertTrue(e.getMessage().contains("it changed since it was opened"), e.getMessage());
    }
  }

  /** 9 MB of rows: what lives after a collection in the midst of them must not grow with them. */
  @Test
  void streamNeedsNoMoreMemoryThanABatch() throws IOException {
    Table table = new Table("");
    try (BufferedWriter out = Files.newBufferedWriter(table.file)) {
      out.write("a,b,c,d,y\n");
      for (int i = 0; i < 300_000; i++) {
        out.write(i + ",0.5,1.25,-3.5e-2,12.125\n");
      }
    }
    table.stream = true;
    long before = used();
    try (Dataset data = table.open();
        Dataset.Cursor cursor = data.cursor()) {
      assertEquals(300_000, data.size());
      Batch batch = new Batch(data.schema(), 1);
      for (int i = 0; i < 150_000; i++) {
        assertTrue(cursor.next(batch.row()));
      }
      assertEquals(149_999, ((float[]) batch.array(0))[0]);
      assertTrue(used() - before < 2 << 20, "kept " + (used() - before) + " bytes");
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void mutatedFilesGiveDataOrOneMessage() throws IOException {
    Table table = new Table("a,b,s,y\n1,2.5,u,\"x\"\n3,4e1,\"v \"\"w\"\"\",z\n5,?,q,z\n");
    table.missing = TableConfig.Missing.DROP;
    assertFalse(table.config().stream());
    Mutations.survive(table.file, table::open);
  }

  @Test
  void mutatedFilesAreStreamedOrGiveOneMessage() throws IOException {
    Table table = new Table("a,b,y\n1,2.5,3\n3,4e1,5\n5,6,7\n");
    table.malformed = Malformed.SKIP;
    table.stream = true;
    Mutations.survive(table.file, table::open);
  }

  @Test
  void strayWordInNumericLabelsIsAnErrorOfTheTable() {
    Table table = new Table("a,b\n1,2\n1,x\n1,3\n");
    table.fails("line 3, column 'b'", "got 'x'");
    table.categorical = List.of("b");
    try (Dataset data = table.open()) {
      assertEquals(DType.I32, data.schema().columns().get(1).dtype());
      assertEquals(List.of("2", "3", "x"), data.schema().columns().get(1).classes());
    }
  }
}
