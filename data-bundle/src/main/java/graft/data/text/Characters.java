package graft.data.text;

import graft.api.DType;
import graft.api.DataException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.SourceType;
import graft.api.data.Column;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Row;
import graft.api.data.Schema;
import graft.data.file.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;

/**
 * A long text in windows of characters, to learn the next of each: {@code characters:FILE,128}.
 * Column {@code characters} i32 (length) has the numbers of the characters x_i … x_{i+length-1} in
 * the sorted vocabulary of the whole file, which are its classes; the target {@code next} i32
 * (length) has x_{i+1} … x_{i+length}. The last part of the text is for testing.
 *
 * <p>Longer than a catalogue class should be, since the windows over the text are its own data set.
 */
@Component
@SourceType("characters")
@Doc(
    value = "A text in windows of characters, each with the characters that follow",
    formula = "characters = x[i … i+length-1], next = x[i+1 … i+length], i = 0, stride, 2·stride …",
    shapes = "characters i32 (length), next i32 (length)")
public final class Characters implements DataSource<Characters.Config> {
  /** The text and how it is cut. */
  public record Config(
      @Doc("the file") String file,
      @Default("128") @Range(min = 1, max = 1_000_000) @Doc("characters in a window") int length,
      @Range(min = 1, max = 1_000_000)
          @Doc("characters from one window to the next; a window's length, as in testing always")
          Optional<Integer> stride,
      @Default("0.1") @Range(min = 0, max = 0.9) @Doc("the last part that is held back for testing")
          double test,
      @Default("utf-8") @Doc("such as utf-8, windows-1252, iso-8859-1, utf-16") String encoding) {}

  @Override
  public Dataset open(Config config) {
    int[] text = read(config);
    return windows(config, text, vocabulary(text), false);
  }

  @Override
  public Dataset open(Config config, Schema like) {
    List<String> vocabulary =
        like.columns().stream()
            .filter(column -> column.name().equals("characters"))
            .map(Column::classes)
            .findFirst()
            .orElseThrow(
                () -> new DataException(config.file(), "no text was trained on, but " + like, ""));
    return windows(config, read(config), vocabulary, false);
  }

  @Override
  public Optional<Dataset> openTest(Config config) {
    if (config.test() == 0) {
      return Optional.empty();
    }
    int[] text = read(config);
    return Optional.of(windows(config, text, vocabulary(text), true));
  }

  /** The file's code points. */
  private static int[] read(Config config) {
    TextFile file = TextFile.of(config.file(), config.encoding());
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[1 << 13];
    try (BufferedReader reader = file.open()) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        text.append(buffer, 0, n);
      }
    } catch (IOException e) {
      throw file.fault(e);
    }
    return text.codePoints().toArray();
  }

  private static List<String> vocabulary(int[] text) {
    return Arrays.stream(text)
        .distinct()
        .sorted()
        .mapToObj(Character::toString)
        .collect(Collectors.toUnmodifiableList());
  }

  private static Dataset windows(Config config, int[] text, List<String> vocabulary, boolean test) {
    int cut = text.length - (int) Math.round(text.length * config.test());
    int from = test ? cut : 0;
    int to = test ? text.length : cut;
    if (to - from <= config.length()) {
      throw new DataException(
          config.file(),
          "a window needs "
              + (config.length() + 1)
              + " characters, and the "
              + (test ? "last" : "first")
              + " part has "
              + (to - from),
          "choose a smaller length");
    }
    Map<Integer, Integer> numbers = new HashMap<>();
    vocabulary.forEach(c -> numbers.put(c.codePointAt(0), numbers.size()));
    int[] codes = new int[to - from];
    int line = 1;
    for (int i = 0; i < to; i++) {
      Integer code = numbers.get(text[i]);
      if (code == null) {
        throw new DataException(
            config.file() + " line " + line,
            "the character '" + Character.toString(text[i]) + "' was not in the training text",
            vocabulary.size() + " characters were");
      }
      line += text[i] == '\n' ? 1 : 0;
      if (i >= from) {
        codes[i - from] = code;
      }
    }
    return new Windows(
        codes,
        config.length(),
        test ? config.length() : config.stride().orElse(config.length()), // each character once
        schema(config, vocabulary));
  }

  private static Schema schema(Config config, List<String> vocabulary) {
    List<Integer> shape = List.of(config.length());
    return new Schema(
        List.of(
            new Column("characters", Column.Role.FEATURE, DType.I32, shape, vocabulary),
            new Column("next", Column.Role.TARGET, DType.I32, shape, vocabulary)));
  }

  /** Windows over the text's codes, which is kept once. */
  private static final class Windows implements Dataset {
    private final int[] codes;
    private final int length;
    private final int stride;
    private final Schema schema;

    Windows(int[] codes, int length, int stride, Schema schema) {
      this.codes = codes;
      this.length = length;
      this.stride = stride;
      this.schema = schema;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public long size() {
      return (codes.length - 1L - length) / stride + 1;
    }

    @Override
    public void read(long index, Row row) {
      int from = (int) (index * stride);
      System.arraycopy(codes, from, (int[]) row.array(0), row.offset(0), length);
      System.arraycopy(codes, from + 1, (int[]) row.array(1), row.offset(1), length);
    }
  }
}
