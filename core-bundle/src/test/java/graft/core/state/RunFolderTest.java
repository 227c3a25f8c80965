package graft.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DType;
import graft.api.DataException;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.data.Column;
import graft.api.data.Schema;
import graft.api.run.Result;
import graft.api.run.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path folder;

  static RunRecord record() {
    Column image =
        new Column("image", Column.Role.FEATURE, DType.F32, List.of(28, 28, 1), List.of());
    Column label =
        new Column("label", Column.Role.TARGET, DType.I32, List.of(), List.of("zero", "one"));
    return new RunRecord(
        new RunSpec(Map.of("model", Map.of("type", "sequential"))),
        List.of(Map.of("mean", 0.1 + 0.2, "count", 3L), Map.of()),
        new Schema(List.of(image, label)),
        new Fingerprint(150, 30, -7),
        List.of(new ProvidedType(Kind.LAYER, "dense", "graft-layers", "1.0.0")));
  }

  @Test
  void theRecordComesBack() {
    try (RunFolder run = RunFolder.create(Optional.of(folder))) {
      run.write(record());
    }
    assertEquals(record(), RunRecord.read(folder));
  }

  @Test
  void twoJobsNeverShareAFolder() {
    try (RunFolder run = RunFolder.create(Optional.of(folder))) {
      run.write(record());
      ConfigException refused = assertThrows(ConfigException.class, () -> RunFolder.resume(folder));
      assertTrue(refused.getMessage().contains("another job is at work"), refused.getMessage());
    }
    RunFolder.resume(folder).close();
  }

  @Test
  void aNewRunDoesNotOverwriteAnOldOne() {
    try (RunFolder run = RunFolder.create(Optional.of(folder))) {
      run.write(record());
      run.metrics(1, 10, 1.5, new Result(0.5, Map.of(), 10), Optional.empty());
    }
    ConfigException refused =
        assertThrows(ConfigException.class, () -> RunFolder.create(Optional.of(folder)));
    assertTrue(refused.getMessage().contains("holds a run already"), refused.getMessage());
    RunFolder.resume(folder).close(); // and the lock was given back
  }

  @Test
  void aRunThatLearntNothingGivesWay() throws IOException {
    try (RunFolder run = RunFolder.create(Optional.of(folder))) {
      run.write(record());
      run.log("failed");
      ConfigException refused =
          assertThrows(ConfigException.class, () -> RunFolder.create(Optional.of(folder)));
      assertTrue(refused.getMessage().contains("another job is at work"), refused.getMessage());
    }
    RunFolder.create(Optional.of(folder)).discard(); // its job was not to be built either
    assertEquals(record(), RunRecord.read(folder));
    assertFalse(Files.exists(folder.resolve("log.txt")));
    Files.createDirectories(folder.resolve("checkpoints/step-000000"));
    assertThrows(ConfigException.class, () -> RunFolder.create(Optional.of(folder)));
  }

  @Test
  void aNewRunLeavesTheFilesOfOthersAlone() throws IOException {
    Path log = Files.writeString(folder.resolve("log.txt"), "precious");
    ConfigException refused =
        assertThrows(ConfigException.class, () -> RunFolder.create(Optional.of(folder)));
    assertTrue(
        refused.getMessage().contains("holds other files, such as log.txt"), refused.getMessage());
    assertEquals("precious", Files.readString(log));
    Files.delete(log);
    Files.createFile(folder.resolve(".lock")); // of a job that was killed
    RunFolder.create(Optional.of(folder)).close();
  }

  @Test
  void whatIsNoRunIsNotResumed() {
    DataException refused =
        assertThrows(DataException.class, () -> RunFolder.resume(folder.resolve("x")));
    assertTrue(refused.getMessage().contains("is no folder of a run"), refused.getMessage());
    assertFalse(Files.exists(folder.resolve("x")));
  }

  @Test
  void rowsOfStepsThatAreTrainedAgainAreTakenBack() throws IOException {
    Result training = new Result(0.5, Map.of("accuracy", 0.75), 10);
    Result validation = new Result(0.25, Map.of("accuracy", 1.0), 4);
    try (RunFolder run = RunFolder.create(Optional.of(folder))) {
      run.metrics(1, 10, 1.5, training, Optional.of(validation));
      run.metrics(2, 20, 1.5, training, Optional.of(validation));
      Path file = folder.resolve("metrics.csv");
      Files.writeString(file, Files.readString(file) + "3,30,0.1,0."); // cut off by a kill
      run.metricsUpTo(10);
      assertEquals(
          "epoch,step,seconds,loss,accuracy,validation_loss,validation_accuracy\n"
              + "1,10,1.500,0.5,0.75,0.25,1.0\n",
          Files.readString(file));
    }
  }

  @Test
  void metricsThatAreNoNumbersHaveFilesOfTheirOwn() throws IOException {
    NdArray matrix = new NdArray(new double[] {2, 0, 1, 0.5}, 2, 2);
    NdArray scores = new NdArray(new double[] {1, 0.25}, 2);
    Map<String, NdArray> arrays = Map.of("confusion_matrix", matrix, "f1", scores);
    Map<String, List<String>> classes = Map.of("confusion_matrix", List.of("a,b", "c"));
    try (RunFolder run = RunFolder.create(Optional.of(folder))) {
      run.arrays("training", new Result(1, Map.of(), arrays, classes, 4));
    }
    assertEquals(
        "class,\"a,b\",c\n\"a,b\",2,0\nc,1,0.5\n",
        Files.readString(folder.resolve("training_confusion_matrix.csv")));
    assertEquals("index,value\n0,1\n1,0.25\n", Files.readString(folder.resolve("training_f1.csv")));
  }

  @Test
  void aDamagedRecordIsNamed() throws IOException {
    try (RunFolder run = RunFolder.create(Optional.of(folder))) {
      run.write(record());
    }
    Files.writeString(folder.resolve("run.json"), "{\"schema\": 3}");
    DataException refused = assertThrows(DataException.class, () -> RunRecord.read(folder));
    assertTrue(refused.getMessage().contains("run.json"), refused.getMessage());
  }
}
