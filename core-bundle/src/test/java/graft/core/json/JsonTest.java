package graft.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.Spec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static void refused(String message, String text) {
    ConfigException e = assertThrows(ConfigException.class, () -> Json.parse(text, "m.json"));
    assertEquals("m.json: " + message, e.getMessage());
  }

  private static void refusedAt(String place, String text) {
    String message =
        assertThrows(ConfigException.class, () -> Json.parse(text, "m.json")).getMessage();
    assertTrue(message.startsWith("m.json: is no JSON: " + place), message);
  }

  @Test
  void numbersWithoutPointAndExponentAreLongs() {
    assertEquals(
        List.of(1L, -7L, 9_007_199_254_740_993L, 1.0, 1000.0, 0.5, true, "x\n\"é"),
        Json.parse("[1, -7, 9007199254740993, 1.0, 1e3, 0.5, true, \"x\\n\\\"\\u00e9\"]", ""));
  }

  @Test
  void nullIsAbsentInAnObjectAndAnErrorInAList() {
    assertEquals(Map.of("b", 1L), Json.parse("{\"a\": null, \"b\": 1}", ""));
    refused("line 1, column 8: a list cannot hold null; hint: leave the element out", "[1,null]  ");
    assertFalse(Json.tryParse("null").isPresent());
  }

  @Test
  void keysKeepTheirOrder() {
    Map<?, ?> map = (Map<?, ?>) Json.parse("{\"z\": 1, \"a\": 2, \"m\": 3}", "");
    assertEquals("[z, a, m]", map.keySet().toString());
  }

  @Test
  void faultsNameLineAndColumn() {
    refusedAt("line 2, column 10, near a]", "[1,\n   2    a]");
    refusedAt("line 1, column 5, near ,]", "[1,]");
    refusedAt("line 1, column 3", "{a: 1}");
    refusedAt("line 1, column 2", "[NaN]");
    refusedAt("line 1, column 3", "['x']");
    refusedAt("line 1, column 2", "[01]");
    refusedAt("line 1, column 3", "[// comment\n1]");
    refused(
        "line 2, column 4: the key \"a\" is there twice; hint: leave one out",
        "{\"a\": 1,\n\"a\": 2}");
    refused(
        "line 1, column 16: the key \"a\" is there twice; hint: leave one out",
        "{\"a\": null, \"a\": 2}");
  }

  @Test
  void trailingTextAndMissingEndsAreErrors() {
    refused(
        "line 1, column 10: the text ends too early; hint: a bracket or a quote is not closed",
        "{\"a\": [1,");
    assertThrows(ConfigException.class, () -> Json.parse("", ""));
    assertThrows(ConfigException.class, () -> Json.parse("{} {}", ""));
    assertThrows(ConfigException.class, () -> Json.parse("{} x", ""));
    assertThrows(ConfigException.class, () -> Json.parse("{}}", ""));
  }

  @Test
  void hugeNumbersAreErrors() {
    refused(
        "line 1, column 22: expected an integer of 64 bits, got 92233720368547758080; hint: with a"
            + " point it is a float",
        "[92233720368547758080]");
    refused("line 1, column 7: expected a number up to 1.8e308, got 1e999", "[1e999]");
    String digits = "9".repeat(1_000_000);
    assertTrue(
        assertThrows(ConfigException.class, () -> Json.parse(digits, "")).getMessage().length()
            < 200);
  }

  @Test
  void deepNestingIsAnErrorAndNoStackOverflow() {
    Json.parse("[".repeat(100) + "]".repeat(100), "");
    refused("line 1, column 102: brackets are nested more than 100 deep", "[".repeat(1_000_000));
    assertThrows(ConfigException.class, () -> Json.parse("{\"a\":".repeat(100_000), ""));
  }

  @Test
  void whatIsWrittenIsReadBackExactly() {
    Random random = new Random(7);
    for (int i = 0; i < 3_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        assertEquals(List.of(number), Json.parse(Json.line(List.of(number)), ""));
      }
    }
    for (double edge :
        new double[] {
          0,
          -0.0,
          1,
          5,
          1e15,
          1e16,
          1234567890123457.0,
          1e20,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          0.1,
          1.0 / 3,
          1e-7,
          1L << 53,
          Long.MAX_VALUE
        }) {
      Object back = Json.parse(Json.line(edge), "");
      assertEquals(Double.class, back.getClass(), Json.line(edge));
      assertEquals(edge, back);
    }
  }

  @Test
  void doublesAreWrittenShortOnEveryJdk() {
    assertEquals(
        // Double.toString makes 1.9999999999999998E23 of the last one on JDK 17, 2.0E23 on 25.
        "[0.1, 1E-7, 5.0, -0.0, 0.1, 0.30000000000000004, 2E+23]",
        Json.line(List.of(0.1, 1e-7, 5.0, -0.0, 0.1f, 0.1 + 0.2, 2e23)));
  }

  @Test
  void whatIsNoNumberIsWrittenAsAString() {
    assertEquals(
        "[\"NaN\", \"Infinity\", \"-Infinity\"]",
        Json.line(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)));
    assertTrue(Json.nonFinite("NaN").orElseThrow().isNaN());
  }

  @Test
  void shortObjectsAndListsOfScalarsStandOnOneLine() {
    Map<String, Object> layer = new LinkedHashMap<>();
    layer.put("type", "conv2d");
    layer.put("kernel_size", List.of(5, 5));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("layers", List.of(layer, Spec.of("dense").with("units", 10)));
    model.put("note", "<é> & \"q\"");
    model.put("none", Map.of());
    model.put("long", List.of("x".repeat(60), "y".repeat(60)));
    assertEquals(
        """
        {
          "layers": [
            {"type": "conv2d", "kernel_size": [5, 5]},
            {"type": "dense", "units": 10}
          ],
          "note": "<é> & \\"q\\"",
          "none": {},
          "long": [
            "%s",
            "%s"
          ]
        }
        """
            .formatted("x".repeat(60), "y".repeat(60)),
        Json.format(model));
  }

  @Test
  void whatIsNoJsonValueIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Json.line(List.of(new Object())));
  }
}
