package graft.core.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.Default;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.NoConfig;
import graft.api.Range;
import graft.api.Spec;
import graft.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigBinderTest {
  private static final String WHERE = "layer 'wide_1' (wide)";

  private static Object bind(Object plugin, Kind kind, String json) {
    @SuppressWarnings("unchecked")
    Map<String, Object> values = (Map<String, Object>) Json.parse(json, "test");
    return new Registry().config(plugin, kind, new Spec("wide", values), WHERE);
  }

  private static Fakes.Config wide(String json) {
    return (Fakes.Config) bind(new Fakes.Wide(), Kind.LAYER, json);
  }

  private static void refused(String message, String json) {
    GraftException e = assertThrows(GraftException.class, () -> wide(json));
    assertEquals(WHERE + ": " + message, e.getMessage());
  }

  @Test
  void fieldsLeftOutHaveTheirDefaults() {
    Fakes.Config config = wide("{\"units\": 3}");
    assertEquals(
        new Fakes.Config(
            3,
            0.5f,
            1e-7,
            9_000_000_000L,
            true,
            "linear",
            Fakes.Padding.VALID,
            Spec.of("glorot_uniform"),
            List.of(1, 1),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            0.9),
        config);
  }

  @Test
  void everyTypeOfFieldIsBound() {
    Fakes.Config config =
        wide(
            """
            {"units": 5.0, "rate": 0, "epsilon": 1, "count": 2, "use_bias": false, "label": "x",
             "padding": "same_size", "kernel_initializer": {"type": "constant", "value": 2},
             "strides": 2, "inner": {"depth": 4}, "seed": 7, "extra": {"a": [1, "b"]},
             "beta_1": 0.99}
            """);
    assertEquals(
        new Fakes.Config(
            5,
            0f,
            1.0,
            2L,
            false,
            "x",
            Fakes.Padding.SAME_SIZE,
            Spec.of("constant").with("value", 2L),
            List.of(2),
            Optional.of(new Fakes.Inner(4, true)),
            Optional.of(7),
            Map.of("a", List.of(1L, "b")),
            0.99),
        config);
  }

  private record Wrong(@Range(min = 5) @Default("3") int few) {}

  @Test
  void aDefaultThatTheRecordItselfRefusesIsToldAsOne() {
    GraftException e =
        assertThrows(
            GraftException.class, () -> new ConfigBinder(WHERE).bind(Wrong.class, Map.of()));
    assertEquals(WHERE + ": default of few: expected int ≥ 5, got 3", e.getMessage());
  }

  @Test
  void valuesOfJavaProgramsAreBoundAsWell() {
    Spec spec =
        Spec.of("wide")
            .with("units", 3)
            .with("rate", 0.1f)
            .with("epsilon", 0.1f)
            .with("kernelInitializer", Spec.of("zeros"))
            .with("strides", List.of(2, 3));
    Fakes.Config config =
        (Fakes.Config) new Registry().config(new Fakes.Wide(), Kind.LAYER, spec, WHERE);
    assertEquals(0.1f, config.rate());
    assertEquals(0.1, config.epsilon());
    assertEquals(Spec.of("zeros"), config.kernelInitializer());
    assertEquals(List.of(2, 3), config.strides());
  }

  @Test
  void nullCountsAsLeftOut() {
    assertEquals("linear", wide("{\"units\": 3, \"label\": null}").label());
    refused(
        "units: is missing, expected int ≥ 1; hint: it has no default: add \"units\"",
        "{\"units\": null}");
  }

  @Test
  void infinityIsAStringAndStillWithinItsRange() {
    assertTrue(Double.isInfinite(wide("{\"units\": 1, \"epsilon\": \"Infinity\"}").epsilon()));
    refused("rate: expected float 0 ≤ x < 1, got \"NaN\"", "{\"units\": 1, \"rate\": \"NaN\"}");
  }

  @Test
  void anUnknownFieldHasNearMatchesAndTheListOfAllowed() {
    refused(
        "unit: is an unknown field; hint: did you mean 'units'? fields are units, rate, epsilon,"
            + " count, use_bias, label, padding, kernel_initializer, strides, inner, seed, extra,"
            + " beta1",
        "{\"unit\": 3}");
    refused(
        "inner.dept: is an unknown field; hint: did you mean 'depth'? fields are depth," + " deep",
        "{\"units\": 3, \"inner\": {\"dept\": 1}}");
  }

  @Test
  void aFieldUnderTwoNamesIsRefused() {
    refused(
        "use_bias: is given twice; hint: leave one out",
        "{\"units\": 3, \"use_bias\": true, \"useBias\": true}");
  }

  @Test
  void wrongValuesNameWhatWasExpectedAndGot() {
    refused("units: expected int ≥ 1, got 5.5; hint: The outputs.", "{\"units\": 5.5}");
    refused("units: expected int ≥ 1, got 0; hint: The outputs.", "{\"units\": 0}");
    refused("units: expected int ≥ 1, got \"3\"; hint: The outputs.", "{\"units\": \"3\"}");
    refused(
        "units: expected int ≥ 1, got 2147483648; hint: The outputs.", "{\"units\": 2147483648}");
    refused("rate: expected float 0 ≤ x < 1, got 1.0", "{\"units\": 1, \"rate\": 1}");
    refused("rate: expected float 0 ≤ x < 1, got 1E+300", "{\"units\": 1, \"rate\": 1e300}");
    refused("use_bias: expected bool, got \"yes\"", "{\"units\": 1, \"use_bias\": \"yes\"}");
    refused(
        "label: expected string, got 5; hint: write it in quotes", "{\"units\": 1, \"label\": 5}");
    refused("strides[1]: expected int ≥ 1, got 0", "{\"units\": 1, \"strides\": [1, 0]}");
    refused("inner: expected {depth: int ≥ 0, deep: bool}, got 3", "{\"units\": 1, \"inner\": 3}");
    refused("inner.depth: expected int ≥ 0, got -1", "{\"units\": 1, \"inner\": {\"depth\": -1}}");
    refused("extra: expected object, got []", "{\"units\": 1, \"extra\": []}");
    refused(
        "kernel_initializer: expected spec, got {\"value\": 2}; hint: write \"relu\" or {\"type\":"
            + " \"relu\", …}",
        "{\"units\": 1, \"kernel_initializer\": {\"value\": 2}}");
    refused(
        "padding: expected one of valid, same_size, got \"same\"; hint: did you mean 'same_size'?",
        "{\"units\": 1, \"padding\": \"same\"}");
  }

  @Test
  void whatTheRecordItselfObjectsToIsToldWithThePlace() {
    GraftException e =
        assertThrows(
            GraftException.class,
            () -> bind(new Fakes.Checked(), Kind.LAYER, "{\"low\": 2, \"high\": 1}"));
    assertEquals(WHERE + ": low must be at most high", e.getMessage());
    assertFalse(e.getCause() instanceof IllegalArgumentException);
  }

  @Test
  void theRecordIsFoundThroughSuperclasses() {
    assertEquals(new Fakes.Inner(2, true), bind(new Fakes.Concat(), Kind.LAYER, "{\"depth\": 2}"));
    assertEquals(new NoConfig(), bind(new Fakes.Relu(), Kind.ACTIVATION, "{}"));
    GraftException e =
        assertThrows(
            GraftException.class, () -> bind(new Fakes.Relu(), Kind.ACTIVATION, "{\"a\": 1}"));
    assertEquals(WHERE + ": a: is an unknown field; hint: it has no fields", e.getMessage());
  }

  @Test
  void aClassWithoutARecordOrOfAnotherKindIsRefused() {
    assertEquals(
        "graft.core.registry.Fakes$Raw: states no configuration: expected Layer<C> with a record C,"
            + " got none; hint: implement Layer<NoConfig> if there is nothing to configure",
        assertThrows(GraftException.class, () -> bind(new Fakes.Raw(), Kind.LAYER, "{}"))
            .getMessage());
    assertEquals(
        "graft.core.registry.Fakes$Relu: is no layer: expected an implementation of Layer or Block,"
            + " got none; hint: compile it against the graft-api that runs here",
        assertThrows(GraftException.class, () -> bind(new Fakes.Relu(), Kind.LAYER, "{}"))
            .getMessage());
  }
}
