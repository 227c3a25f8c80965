package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.DataException;
import graft.api.NdArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest {
  @TempDir Path folder;

  private static Map<String, Object> answer(Answers answers, int example, NdArray output) {
    Map<String, Object> line = new LinkedHashMap<>();
    Answers.add(line, answers.of(Map.of("y", output), example, output.shape()[0]));
    return line;
  }

  private static String text(Answers answers, int example, NdArray output) {
    return Answers.text(answers.of(Map.of("y", output), example, output.shape()[0]));
  }

  private static Answers named(boolean logits, String... classes) {
    return new Answers(Map.of("y", List.of(classes)), logits);
  }

  @Test
  void theGreatestProbabilityIsTheClass() {
    Answers answers = named(false, "cat", "dog");
    NdArray output = new NdArray(new float[] {0.25f, 0.75f, 1, 0}, 2, 2);
    assertEquals("dog (75.0 %)", text(answers, 0, output));
    assertEquals(
        Map.of("class", "cat", "probability", 1.0, "y", List.of(1.0, 0.0)),
        answer(answers, 1, output));
  }

  /** softmax(0, ln 3) = (1/4, 3/4); logits that look like probabilities are still logits. */
  @Test
  void logitsBecomeProbabilities() {
    NdArray output = new NdArray(new double[] {0, Math.log(3)}, 1, 2);
    assertEquals("dog (75.0 %)", text(named(false, "cat", "dog"), 0, output));
    NdArray one = new NdArray(new double[] {0, 1}, 1, 2); // 1 / (1 + 1/e) = 0.731
    assertEquals("dog (73.1 %)", text(named(true, "cat", "dog"), 0, one));
  }

  @Test
  void oneNumberOfTwoClassesIsTheSecondsProbability() {
    Answers answers = named(false, "bad", "good");
    NdArray output = new NdArray(new double[] {0.75, 0.125, -Math.log(3)}, 3, 1);
    assertEquals("good (75.0 %)", text(answers, 0, output));
    assertEquals("bad (87.5 %)", text(answers, 1, output));
    assertEquals("bad (75.0 %)", text(answers, 2, output)); // 1 / (1 + 3)
  }

  @Test
  void eachOfSeveralOutputsSaysItsClassOrItsNumbers() {
    Answers answers = new Answers(Map.of("sold", List.of("no", "yes")), false);
    Map<String, NdArray> outputs = new LinkedHashMap<>();
    outputs.put("price", new NdArray(new float[] {33.5f}, 1, 1));
    outputs.put("sold", new NdArray(new float[] {0.25f, 0.75f}, 1, 2));
    List<Answers.Answer> said = answers.of(outputs, 0, 1);
    assertEquals("price 33.5000; sold yes (75.0 %)", Answers.text(said));
    Map<String, Object> line = new LinkedHashMap<>();
    Answers.add(line, said);
    assertEquals(
        "{price=[33.5], sold class=yes, sold probability=0.75, sold=[0.25, 0.75]}", "" + line);
  }

  @Test
  void aFileThatCannotBeWrittenSaysWhyInWords() {
    Path file = folder.resolve("nowhere/answers.csv");
    DataException e =
        assertThrows(DataException.class, () -> new AnswerFile(file, Map.of()).close());
    assertEquals(file + ": cannot be written: there is no " + file + ".part", e.getMessage());
  }

  @Test
  void numbersAreNumbers() {
    NdArray output = new NdArray(new float[] {5.5f}, 1);
    assertEquals(Map.of("y", List.of(5.5)), answer(new Answers(Map.of(), false), 0, output));
  }

  @Test
  void aFileHasAColumnForEachNumber() throws IOException {
    Path file = folder.resolve("answers.csv");
    Map<String, List<String>> classes = Map.of("y", List.of("cat", "dog"));
    NdArray output = new NdArray(new float[] {0.25f, 0.75f, 0.9f, 0.1f}, 2, 2);
    try (AnswerFile to = new AnswerFile(file, classes)) {
      for (int i = 0; i < 2; i++) {
        Map<String, Object> line = new LinkedHashMap<>(Map.of("input", "a, \"b\".csv"));
        line.putAll(answer(new Answers(classes, false), i, output));
        to.add(line);
      }
      to.finish();
    }
    assertEquals(
        List.of(
            "input,class,probability,y cat,y dog",
            "\"a, \"\"b\"\".csv\",dog,0.75,0.25,0.75",
            "\"a, \"\"b\"\".csv\",cat,0.9,0.9,0.1"),
        Files.readAllLines(file));
  }

  @Test
  void anOlderFileStaysUntilAllAnswersAreThere() throws IOException {
    Path file = Files.writeString(folder.resolve("answers.csv"), "old");
    try (AnswerFile to = new AnswerFile(file, Map.of())) {
      to.add(Map.of("y", 1.0));
    }
    assertEquals("old", Files.readString(file));
    assertEquals(1, folder.toFile().list().length);
    DataException e =
        assertThrows(DataException.class, () -> new AnswerFile(folder, Map.of()).close());
    assertEquals(
        folder + ": cannot be written: it is a folder; hint: say --output FILE.csv",
        e.getMessage());
  }
}
