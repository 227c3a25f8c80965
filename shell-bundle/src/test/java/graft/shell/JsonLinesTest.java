package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.run.Event;
import graft.api.run.Job;
import graft.api.run.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
  private static final Result RESULT = new Result(0.5, Map.of("accuracy", 0.75), 8);

  private static String line(Event event) {
    return JsonLines.line(JsonLines.event(event).orElseThrow());
  }

  private static Event.Done done(Job.State state, Optional<String> failure) {
    Optional<Result> result = Optional.of(RESULT);
    return new Event.Done(
        1, state, 2, 16, 1.5, result, result, Path.of("runs/a"), failure, Optional.empty());
  }

  @Test
  void theEndOfATrainingIsWhatProgramsRead() {
    assertEquals(
        "{\"event\":\"done\",\"epochs\":2,\"steps\":16,\"seconds\":1.5,\"loss\":0.5,"
            + "\"metrics\":{\"accuracy\":0.75},"
            + "\"validation\":{\"loss\":0.5,\"metrics\":{\"accuracy\":0.75}},\"run\":\"runs/a\"}",
        line(done(Job.State.FINISHED, Optional.empty())));
  }

  @Test
  void aFailureSaysWhy() {
    String line = line(done(Job.State.FAILED, Optional.of("the \"disk\"\nis full")));
    assertTrue(line.startsWith("{\"event\":\"done\",\"state\":\"failed\","), line);
    assertTrue(line.endsWith(",\"failure\":\"the \\\"disk\\\"\\nis full\"}"), line);
  }

  @Test
  void numbersThatJsonHasNotAreNull() {
    Result result = new Result(Double.NaN, Map.of("accuracy", Double.POSITIVE_INFINITY), 1);
    assertEquals(
        "{\"loss\":null,\"metrics\":{\"accuracy\":null}}",
        JsonLines.line(JsonLines.result(result)));
  }

  @Test
  void stepsAreForPeopleOnly() {
    Event step = new Event.StepEnd(1, 0, 3, 3, 10, RESULT);
    assertEquals(Optional.empty(), JsonLines.event(step));
  }

  @Test
  void epochsAreCountedFromOne() {
    String line = line(new Event.EpochEnd(1, 0, 10, 0.25, RESULT, Optional.empty()));
    assertEquals(
        "{\"event\":\"epoch\",\"epoch\":1,\"step\":10,\"seconds\":0.25,\"loss\":0.5,"
            + "\"metrics\":{\"accuracy\":0.75}}",
        line);
  }

  @Test
  void aSwapTellsWhatItKept() {
    assertEquals(
        "{\"event\":\"swapped\",\"step\":3,\"what\":\"layer 'swish'\",\"kept\":[\"w\"],\"reset\":[]}",
        line(new Event.Swapped(1, 3, "layer 'swish'", List.of("w"), List.of())));
  }

  @Test
  void valuesOfSetAreJson() {
    assertEquals(3L, JsonLines.value("3"));
    assertEquals(0.1, JsonLines.value("0.1"));
    assertEquals(1e-4, JsonLines.value("1e-4"));
    assertEquals(true, JsonLines.value("true"));
    assertEquals("relu", JsonLines.value("\"relu\""));
    assertEquals(List.of(3L, "a"), JsonLines.value("[3, \"a\"]"));
    assertEquals(
        Map.of("type", "adam", "beta_1", 0.8),
        JsonLines.value("{\"type\": \"adam\", \"beta_1\": 0.8}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "", "null", "a b", "1.2.3", "[1", "{type: adam}", "01x", "C:\\x"})
  void valuesOfSetThatAreNoJsonAreTexts(String text) {
    assertEquals(text, JsonLines.value(text));
  }
}
