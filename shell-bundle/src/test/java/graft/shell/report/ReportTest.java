package graft.shell.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.NdArray;
import graft.api.data.ArrayDataset;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.api.run.Graft;
import graft.api.run.Held;
import graft.api.run.Predictor;
import graft.api.run.RunSpec;
import graft.api.run.Summary;
import graft.api.run.TrainOptions;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final String EVIL = "</script><script>alert('\"&')</script>{{js}}<img src=x>";

  @TempDir Path run;

  private final RunSpec spec = new RunSpec(Map.of("name", EVIL, "model", Map.of()));

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(ReportTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** Texts of two classes with evil names; the second example is taken for the other class. */
  private static Held held() {
    Schema schema =
        new Schema(
            List.of(
                new Column(EVIL, Column.Role.FEATURE, DType.STRING, List.of(), List.of()),
                new Column("y", Column.Role.TARGET, DType.I32, List.of(), List.of("good", EVIL))));
    NdArray target = new NdArray(new int[] {0, 1}, 2);
    Dataset data =
        new ArrayDataset(schema, List.of(new NdArray(new String[] {"fine", EVIL}, 2), target));
    NdArray output = new NdArray(new float[] {0.75f, 0.25f, 0.9f, 0.1f}, 2, 2);
    return new Held(2, data, Map.of("y", target), Map.of("out", output), data::close);
  }

  private Graft graft(boolean hasData) {
    Predictor predictor =
        proxy(
            Predictor.class,
            (self, method, args) ->
                switch (method.getName()) {
                  case "held" -> Optional.of(held());
                  case "classes" -> Map.of("out", List.of("good", EVIL));
                  default -> null;
                });
    return proxy(
        Graft.class,
        (self, method, args) ->
            switch (method.getName()) {
              case "predictor" -> {
                if (!hasData) {
                  throw new ConfigException("data.source", "is gone: " + EVIL, "");
                }
                yield predictor;
              }
              case "format" -> EVIL;
              case "summary" ->
                  new Summary(List.of(new Summary.Layer(EVIL, "dense", "(batch, 2)", 6)), 6, 0);
              default -> throw new AssertionError(method.getName());
            });
  }

  @BeforeEach
  void writeMetrics() throws IOException {
    Files.writeString(
        run.resolve("metrics.csv"),
        "epoch,step,seconds,loss,validation_loss\n1,10,0.5,1.25,NaN\n2,20,0.5,0.5,0.75\n");
    Files.writeString(run.resolve("log.txt"), "started " + EVIL + "\n");
  }

  private String page(boolean hasData) throws IOException {
    Path page = Report.write(graft(hasData), run, spec, TrainOptions.defaults());
    assertEquals("report.html", String.valueOf(page.getFileName()));
    return Files.readString(page);
  }

  @Test
  void whatComesFromOutsideIsText() throws IOException {
    for (boolean hasData : new boolean[] {true, false}) {
      String page = page(hasData);
      assertFalse(page.contains("alert('"), "not escaped");
      assertFalse(page.contains("<img src=x>"), "not escaped");
      // The library, the data and our own few lines, and nothing else.
      assertEquals(3, page.split("<script", -1).length - 1);
      assertEquals(3, page.split("</script>", -1).length - 1);
    }
    String page = page(true);
    int times = page.split(Pattern.quote(Html.text(EVIL)), -1).length - 1;
    // Title, heading, three of the matrix and of the mistakes, three of the worst example, one
    // column, layer, configuration, log.
    assertTrue(times >= 10, "shown " + times + " times");
  }

  @Test
  void thePageLoadsNothing() throws IOException {
    String page = page(true);
    assertTrue(page.contains("content=\"default-src 'none'; img-src data:"));
    Matcher sources = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
    while (sources.find()) {
      assertTrue(sources.group(1).startsWith("data:"), sources.group());
    }
    assertTrue(page.contains("Copyright (c) 2022 Leon Sorokin"), "the library's licence");
    assertTrue(page.contains("var uPlot="), "the library itself");
  }

  @Test
  void curvesHaveGapsWhereThereIsNoNumber() throws IOException {
    assertTrue(
        page(true)
            .contains(
                "{\"epochs\":[1.0,2.0],\"charts\":[{\"name\":\"loss\",\"training\":[1.25,0.5],"
                    + "\"validation\":[null,0.75]}]}"));
  }

  @Test
  void aRunWhoseDataAreGoneHasAReportToo() throws IOException {
    String page = page(false);
    assertTrue(page.contains("They cannot be shown: data.source: is gone"));
    assertTrue(page.contains("<td>dense</td><td>(batch, 2)</td><td class=n>6</td>"));
  }

  @Test
  void aRunWithoutAnEpochHasAReportToo() throws IOException {
    Files.delete(run.resolve("metrics.csv"));
    Files.delete(run.resolve("log.txt"));
    assertTrue(page(true).contains("No epoch was trained."));
  }

  @Test
  void theWorstExampleComesFirst() throws IOException {
    String page = page(true);
    String worst = page.substring(page.indexOf("Worst examples"));
    // −ln 0.1 = 2.3026 before −ln 0.75 = 0.2877.
    int first = worst.indexOf("<td>1</td><td>2.3026</td><td>good</td>");
    assertTrue(first > 0 && first < worst.indexOf("<td>0</td><td>0.2877</td><td>good</td>"), worst);
  }
}
