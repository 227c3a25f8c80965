package graft.data.ratings;

import graft.api.DataException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.SourceType;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.data.file.Malformed;
import graft.data.file.Numerals;
import graft.data.file.Rejects;
import graft.data.file.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;

/**
 * Ratings of films in each of MovieLens' forms: {@code u.data} (tabs), {@code ratings.dat} ({@code
 * ::}), {@code ratings.csv} (commas, a header). Users and items are numbered from 0 in the order of
 * their ids.
 *
 * <p>Longer than a catalogue class should be, since each field of a line has its own message.
 */
@Component
@SourceType("movielens")
@Doc(
    value = "Ratings of items by users, in MovieLens' forms: u.data, ratings.dat, ratings.csv",
    shapes = "user i32, item i32 (classes: the ids), rating f32",
    source = "Harper, Konstan 2015, The MovieLens Datasets")
public final class MovieLens implements DataSource<MovieLens.Config> {
  private static final List<String> FILES = List.of("u.data", "ratings.dat", "ratings.csv");

  /** The file and what is read of it. */
  public record Config(
      @Doc("the file, or the folder that has it") String path,
      @Default("false") @Doc("whether the times are a feature, timestamp, in seconds")
          boolean timestamp,
      @Default("fail") @Doc("what is done with malformed lines") Malformed malformed,
      @Doc("the file for malformed lines") Optional<String> quarantine) {}

  private record Rating(String user, String item, float value, long time, long line) {}

  @Override
  public Dataset open(Config config) {
    return read(config, Optional.empty());
  }

  @Override
  public Dataset open(Config config, Schema like) {
    return read(config, Optional.of(like));
  }

  private static String file(String path) {
    if (!Files.isDirectory(Path.of(path))) {
      return path;
    }
    return FILES.stream()
        .map(name -> Path.of(path, name))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () -> new DataException(path, "it has none of " + String.join(", ", FILES), ""))
        .toString();
  }

  private static Dataset read(Config config, Optional<Schema> like) {
    TextFile text = TextFile.of(file(config.path()), "utf-8");
    Optional<Ids> trained = like.map(Ids::of);
    List<Rating> ratings = new ArrayList<>();
    try (BufferedReader reader = text.open();
        Rejects rejects = new Rejects(config.malformed(), text.file(), config.quarantine())) {
      String separator = ",";
      long number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        boolean first = number == 1;
        separator = first ? separator(line) : separator;
        if (line.isBlank() || (first && isHeader(line, text.file()))) {
          continue;
        }
        try {
          Rating rating = rating(config, text.file(), line, number, separator);
          requireTrained(rating, trained, text.file());
          ratings.add(rating);
        } catch (DataException e) {
          rejects.add(e, List.of(line));
        }
      }
      rejects.finish();
      if (ratings.isEmpty()) {
        throw new DataException(text.file(), "it has no rating", "");
      }
      return dataset(config, ratings, trained.orElseGet(() -> Ids.of(ratings)), rejects.notes());
    } catch (IOException e) {
      throw text.fault(e);
    }
  }

  /** Refuses tags.csv, whose fields are like those of ratings.csv but for what users say. */
  private static boolean isHeader(String line, String file) {
    boolean header = line.startsWith("user");
    if (header && !line.contains("rating")) {
      throw new DataException(
          file + " line 1",
          "expected the header userId,movieId,rating,timestamp, got '" + line.strip() + "'",
          "");
    }
    return header;
  }

  private static String separator(String line) {
    return Stream.of("::", "\t").filter(line::contains).findFirst().orElse(",");
  }

  private static Rating rating(
      Config config, String file, String line, long number, String separator) {
    String[] fields = line.split(separator, -1);
    String place = file + " line " + number;
    int expected = config.timestamp() ? 4 : 3;
    if (fields.length < expected || fields.length > 4) {
      throw new DataException(
          place,
          "expected user, item, rating, timestamp, got " + fields.length + " fields",
          "u.data has tabs between them, ratings.dat ::, ratings.csv commas");
    }
    for (int i = 0; i < 2; i++) {
      if (fields[i].isBlank()) {
        throw new DataException(place, "the " + (i == 0 ? "user" : "item") + " is missing", "");
      }
    }
    String value = fields[2].strip();
    float rating = Numerals.isNumber(value) ? Float.parseFloat(value) : Float.NaN;
    if (!Float.isFinite(rating)) {
      throw new DataException(
          place + ", rating", "expected a finite number, got '" + value + "'", "");
    }
    long time = 0;
    if (config.timestamp()) {
      String seconds = fields[3].strip();
      if (!seconds.matches("\\d{1,18}")) {
        throw new DataException(
            place + ", timestamp", "expected whole seconds, got '" + seconds + "'", "");
      }
      time = Long.parseLong(seconds);
    }
    return new Rating(fields[0].strip(), fields[1].strip(), rating, time, number);
  }

  private static void requireTrained(Rating rating, Optional<Ids> trained, String file) {
    if (trained.isEmpty()) {
      return;
    }
    boolean user = trained.get().users().containsKey(rating.user());
    if (!user || !trained.get().items().containsKey(rating.item())) {
      throw new DataException(
          file + " line " + rating.line(),
          (user ? "the item '" + rating.item() : "the user '" + rating.user())
              + "' is none of the training data",
          "a model knows only whom and what it was trained on; malformed=skip leaves out others");
    }
  }

  private static Dataset dataset(Config config, List<Rating> ratings, Ids ids, List<String> notes) {
    int n = ratings.size();
    int[] user = new int[n];
    int[] item = new int[n];
    float[] value = new float[n];
    long[] time = new long[config.timestamp() ? n : 0];
    for (int i = 0; i < n; i++) {
      Rating rating = ratings.get(i);
      user[i] = Objects.requireNonNull(ids.users().get(rating.user()));
      item[i] = Objects.requireNonNull(ids.items().get(rating.item()));
      value[i] = rating.value();
      if (time.length > 0) {
        time[i] = rating.time();
      }
    }
    return new Ratings(
        List.copyOf(ids.users().keySet()),
        List.copyOf(ids.items().keySet()),
        user,
        item,
        value,
        time,
        notes);
  }

  /** The numbers of the ids, in their order. */
  private record Ids(Map<String, Integer> users, Map<String, Integer> items) {
    static Ids of(List<Rating> ratings) {
      return new Ids(
          numbers(ratings.stream().map(Rating::user).distinct().sorted(Numerals::compare)),
          numbers(ratings.stream().map(Rating::item).distinct().sorted(Numerals::compare)));
    }

    static Ids of(Schema like) {
      return new Ids(
          numbers(like.columns().get(like.index("user")).classes().stream()),
          numbers(like.columns().get(like.index("item")).classes().stream()));
    }

    private static Map<String, Integer> numbers(Stream<String> ids) {
      Map<String, Integer> numbers = new LinkedHashMap<>();
      ids.forEach(id -> numbers.put(id, numbers.size()));
      return numbers;
    }
  }
}
