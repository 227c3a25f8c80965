package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import graft.api.DType;
import graft.api.DataException;
import graft.api.Kind;
import graft.api.NdArray;
import graft.api.Spec;
import graft.api.data.ArrayDataset;
import graft.api.data.Batch;
import graft.api.data.Column;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.api.run.Graft;
import graft.api.run.Lab;
import graft.api.run.Predictor;
import graft.api.run.TypeInfo;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictInputsTest {
  @TempDir Path folder;

  private static final Schema IMAGE =
      new Schema(
          List.of(
              new Column("image", Column.Role.FEATURE, DType.F32, List.of(2, 2, 1), List.of())));
  private static final Schema REVIEW =
      new Schema(
          List.of(new Column("text", Column.Role.FEATURE, DType.STRING, List.of(), List.of())));

  private final PredictInputs inputs = inputs(IMAGE, Spec.of("digits"), List.of());

  /** The run's training data. */
  private NdArray trained = new NdArray(new float[] {0, 200, 7, 255}, 1, 2, 2, 1);

  /** How often they were read. */
  private int looks;

  /** What the predictor was asked to open. */
  private final List<Spec> asked = new ArrayList<>();

  /** Of a run whose source has fields; it opens nothing but files called {@code good.csv}. */
  private PredictInputs inputs(Schema schema, Spec source, List<String> fields) {
    Graft graft =
        Stubs.of(
            Graft.class,
            (name, args) -> {
              List<TypeInfo.Field> all =
                  fields.stream()
                      .map(field -> new TypeInfo.Field(field, "string", "", "", ""))
                      .toList();
              TypeInfo digits =
                  new TypeInfo(Kind.SOURCE, "digits", "", "", "", "", "", "", 0, 0, all);
              return switch (name) {
                case "describe" -> digits;
                case "types" -> List.of(digits);
                default ->
                    Stubs.of(
                        Lab.class,
                        (read, of) -> {
                          looks++;
                          return Map.of("image", trained);
                        });
              };
            });
    Predictor predictor =
        Stubs.of(
            Predictor.class,
            (name, args) ->
                switch (name) {
                  case "schema" -> schema;
                  case "source" -> source;
                  case "open" -> open((Spec) args[0]);
                  default -> throw new AssertionError(name);
                });
    return new PredictInputs(
        new Session(
            graft,
            List.of(),
            System.out,
            System.err,
            line -> {},
            Set.of(),
            false,
            false,
            () -> false),
        predictor);
  }

  private Dataset open(Spec source) {
    asked.add(source);
    if (!source.config().containsValue("good.csv") || source.config().containsKey("labels")) {
      throw new DataException("source (" + source.type() + ")", "column 'x' is missing", "");
    }
    return new ArrayDataset(REVIEW, List.of(new NdArray(new String[] {"a"}, 1)));
  }

  private String png(int type, int size, int grey) throws IOException {
    BufferedImage image = new BufferedImage(size, size, type);
    for (int i = 0; i < size * size; i++) {
      image.setRGB(i % size, i / size, 0xff000000 | grey << 16 | grey << 8 | grey);
    }
    File file = folder.resolve("image.png").toFile();
    ImageIO.write(image, "png", file);
    return file.toString();
  }

  private String message(String input) {
    return assertThrows(DataException.class, () -> inputs.open(input)).getMessage();
  }

  @Test
  void aLargerColourImageBecomesTheRunsSizeInGrey() throws IOException {
    try (Dataset examples = inputs.open(png(BufferedImage.TYPE_INT_RGB, 6, 255))) {
      Row row = new Batch(examples.schema(), 1).row();
      examples.read(0, row);
      assertEquals(1, examples.size());
      assertEquals(255, row.get(0, 3));
    }
  }

  /** What white is in a run with these training data. */
  private double white() throws IOException {
    return white(inputs(IMAGE, Spec.of("digits"), List.of()));
  }

  private double white(PredictInputs run) throws IOException {
    try (Dataset examples = run.open(png(BufferedImage.TYPE_BYTE_GRAY, 2, 255))) {
      Row row = new Batch(examples.schema(), 1).row();
      examples.read(0, row);
      return row.get(0, 0);
    }
  }

  @Test
  void anImageHasTheRangeOfThoseThatWereTrainedOn() throws IOException {
    assertEquals(255, white());
    trained = new NdArray(new float[] {0, 0.5f, 1, 0}, 1, 2, 2, 1);
    assertEquals(1, white());
    trained = new NdArray(new float[] {-1, 0, 1, 0}, 1, 2, 2, 1);
    String refused = assertThrows(DataException.class, this::white).getMessage();
    assertEquals(
        folder.resolve("image.png")
            + ": the run's images have values -1.0000 … 1.0000, and an image file has 0 … 255;"
            + " hint: give it as the run's own source has it: digits",
        refused);
  }

  @Test
  void theTrainingDataAreLookedAtOnceForAllImages() throws IOException {
    PredictInputs run = inputs(IMAGE, Spec.of("digits"), List.of());
    assertEquals(255, white(run));
    assertEquals(255, white(run));
    assertEquals(1, looks);
  }

  /** Their samples are 0 and 1, places in a palette, or of 16 bits. */
  @Test
  void imagesOfOtherSamplesThanGreyBytesAreConverted() throws IOException {
    for (int type :
        new int[] {
          BufferedImage.TYPE_BYTE_BINARY,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_USHORT_GRAY
        }) {
      try (Dataset examples = inputs.open(png(type, 2, 255))) {
        Row row = new Batch(examples.schema(), 1).row();
        examples.read(0, row);
        assertEquals(255, row.get(0, 3), "type " + type);
      }
    }
  }

  @Test
  void whatIsNoImageIsSaid() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "no image");
    assertEquals(text + ": it is no PNG or JPEG image", message(text.toString()));
    Path none = folder.resolve("none.png");
    assertEquals(none + ": there is no such file", message(none.toString()));
    assertEquals(
        folder
            + ": it is a folder; hint: an INPUT is a file or folder like those of the run's own"
            + " source, a PNG or JPEG image, a CSV file, an IDX file, or a data spec",
        message(folder.toString()));
  }

  @Test
  void theRunsOwnSourceOpensOtherFilesWithoutTheLabelsOfItsOwn() {
    Spec own =
        Spec.of("pairs").with("images", "train").with("labels", "train_labels").with("scale", 2L);
    inputs(REVIEW, own, List.of("images", "labels", "scale")).open("good.csv").close();
    assertEquals(
        List.of(
            Spec.of("csv")
                .with("file", "good.csv")
                .with("header", true)
                .with("names", List.of())
                .with("label", "none")),
        asked);
    asked.clear();
    assertThrows(
        DataException.class,
        () -> inputs(REVIEW, own, List.of("images", "labels", "scale")).open("bad"));
    assertEquals(Spec.of("pairs").with("images", "bad").with("scale", 2L), asked.get(0));
  }

  @Test
  void aTableIsOpenedAsTheRunsOwnOrElseWithoutItsLabel() {
    Spec own = Spec.of("csv").with("file", "train.csv").with("label", "y").with("separator", ";");
    PredictInputs table = inputs(REVIEW, own, List.of("file", "label", "separator"));
    table.open("good.csv").close();
    assertEquals(List.of(own.with("file", "good.csv")), asked);
    asked.clear();
    String message = assertThrows(DataException.class, () -> table.open("bad.csv")).getMessage();
    assertEquals("source (csv): column 'x' is missing", message);
    assertEquals(
        own.with("file", "bad.csv")
            .with("header", true)
            .with("names", List.of())
            .with("label", "none"),
        asked.get(1));
    assertEquals(3, asked.size()); // and without a header
  }

  @Test
  void aSourcesNameAloneIsADataSpec() {
    assertThrows(DataException.class, () -> inputs.open("digits"));
    assertEquals(List.of(Spec.of("digits")), asked);
  }

  @Test
  void aTextFillsTheOnlyColumnOfText() {
    try (Dataset texts = inputs(REVIEW, Spec.of("csv"), List.of()).texts(List.of("a", "b"))) {
      Row row = new Batch(texts.schema(), 1).row();
      texts.read(1, row);
      assertEquals("b", row.text(0, 0));
    }
    assertEquals(
        "--text: the run takes not one text but image f32 [2, 2, 1]; hint: name an INPUT instead",
        assertThrows(DataException.class, () -> inputs.texts(List.of("a"))).getMessage());
  }
}
