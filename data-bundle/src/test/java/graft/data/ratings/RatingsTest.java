package graft.data.ratings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.ConfigException;
import graft.api.DataException;
import graft.api.data.Batch;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import graft.data.Mutations;
import graft.data.Rows;
import graft.data.file.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatingsTest {
  @TempDir Path folder;

  private MovieLens.Config config(String name, String content, Malformed malformed)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    return new MovieLens.Config(file.toString(), true, malformed, Optional.empty());
  }

  private static void check(MovieLens.Config config) {
    try (Dataset data = new MovieLens().open(config)) {
      Batch batch = Rows.of(data);
      // By value, so that 9 comes before 10.
      assertEquals(List.of("9", "10"), data.schema().columns().get(0).classes());
      assertArrayEquals(new int[] {1, 0, 1}, (int[]) batch.array(0));
      assertArrayEquals(new int[] {0, 1, 1}, (int[]) batch.array(1));
      assertArrayEquals(new long[] {7, 8, 9}, (long[]) batch.array(2));
      assertArrayEquals(new float[] {4, 3.5f, 1}, (float[]) batch.array(3));
    }
  }

  @Test
  void allFormsAreTheSame() throws IOException {
    check(config("u.data", "10\t5\t4\t7\n9\t6\t3.5\t8\n10\t6\t1\t9\n", Malformed.FAIL));
    check(config("ratings.dat", "10::5::4::7\n9::6::3.5::8\n10::6::1::9\n", Malformed.FAIL));
    check(
        config(
            "ratings.csv",
            "userId,movieId,rating,timestamp\n10,5,4,7\n9,6,3.5,8\n10,6,1,9\n",
            Malformed.FAIL));
    check(new MovieLens.Config(folder.toString(), true, Malformed.FAIL, Optional.empty()));
  }

  private static MovieLens.Config movieLens(Path path, Malformed malformed) {
    return new MovieLens.Config(path.toString(), false, malformed, Optional.empty());
  }

  /**
   * As ml-100k's README says: tabs between user, item, rating, timestamp; ids from 1, users and
   * items one after the other, ratings 1 to 5, in no order. The numbers are made up.
   */
  @Test
  void uDataOfMovieLens100kIsRead() throws IOException {
    Files.writeString(
        folder.resolve("u.data"),
        "3\t2\t3\t881250001\n1\t3\t5\t891717002\n2\t1\t1\t878887003\n1\t2\t4\t880606004\n");
    Files.writeString(folder.resolve("u.item"), "1|A film (1995)|01-Jan-1995\n");
    try (Dataset data = new MovieLens().open(movieLens(folder, Malformed.FAIL))) {
      Batch batch = Rows.of(data);
      assertEquals(List.of("1", "2", "3"), data.schema().columns().get(0).classes());
      assertEquals(List.of("1", "2", "3"), data.schema().columns().get(1).classes());
      assertArrayEquals(new int[] {2, 0, 1, 0}, (int[]) batch.array(0));
      assertArrayEquals(new int[] {1, 2, 0, 1}, (int[]) batch.array(1));
      assertArrayEquals(new float[] {3, 5, 1, 4}, (float[]) batch.array(2));
    }
  }

  /**
   * As the README of ml-latest says: a header, commas, ratings 0.5 to 5.0 in halves, by user and
   * then by film; ids of films leave gaps.
   */
  @Test
  void ratingsCsvOfMovieLensLatestIsRead() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("ratings.csv"),
            "userId,movieId,rating,timestamp\r\n1,31,0.5,964980001\r\n1,193609,5.0,964980002\r\n"
                + "2,1029,3.5,1445710003\r\n10,31,4.0,1445710004\r\n");
    try (Dataset data = new MovieLens().open(movieLens(file, Malformed.FAIL))) {
      Batch batch = Rows.of(data);
      assertEquals(List.of("1", "2", "10"), data.schema().columns().get(0).classes());
      assertEquals(List.of("31", "1029", "193609"), data.schema().columns().get(1).classes());
      assertArrayEquals(new int[] {0, 0, 1, 2}, (int[]) batch.array(0));
      assertArrayEquals(new int[] {0, 2, 1, 0}, (int[]) batch.array(1));
      assertArrayEquals(new float[] {0.5f, 5, 3.5f, 4}, (float[]) batch.array(2));
    }
  }

  /** ml-100k's own splits hold out items that their training part does not have. */
  @Test
  void officialSplitIsReadWithoutTheItemsThatItsTrainingPartLacks() throws IOException {
    Path base =
        Files.writeString(folder.resolve("u1.base"), "1\t2\t3\t881250001\n2\t5\t4\t881250002\n");
    Path test =
        Files.writeString(folder.resolve("u1.test"), "1\t5\t1\t881250003\n2\t4\t2\t881250004\n");
    try (Dataset train = new MovieLens().open(movieLens(base, Malformed.FAIL))) {
      Schema like = train.schema();
      try (Dataset data = new MovieLens().open(movieLens(test, Malformed.SKIP), like)) {
        assertEquals(like, data.schema());
        assertArrayEquals(new int[] {0}, (int[]) Rows.of(data).array(0));
        assertArrayEquals(new int[] {1}, (int[]) Rows.of(data).array(1));
        assertTrue(data.notes().get(0).contains("skipped 1 malformed"), data.notes().toString());
      }
      MovieLens.Config strict = movieLens(test, Malformed.FAIL);
      DataException e = assertThrows(DataException.class, () -> new MovieLens().open(strict, like));
      assertTrue(
          e.getMessage().contains("u1.test line 2: the item '4' is none of the training data"),
          e.getMessage());
    }
  }

  @Test
  void otherFilesOfMovieLensAreRefused() throws IOException {
    refused(
        "tags.csv",
        "userId,movieId,tag,timestamp\n2,60756,1999,1445714994\n",
        "tags.csv line 1: expected the header userId,movieId,rating,timestamp, got 'userId,movieId,tag");
    refused(
        "movies.csv",
        "movieId,title,genres\n1,A film (1995),Comedy\n",
        "movies.csv line 1, rating: expected a finite number, got 'genres'");
    refused(
        "u.user",
        "1|24|M|technician|85711\n",
        "u.user line 1: expected user, item, rating, timestamp, got 1 fields");
    refused(
        "u.item", "1|A film (1995)|01-Jan-1995||http://x|0|1\n", "u.item line 1: expected user");
    DataException e =
        assertThrows(
            DataException.class, () -> new MovieLens().open(movieLens(folder, Malformed.FAIL)));
    assertTrue(e.getMessage().contains("it has none of u.data, ratings.dat"), e.getMessage());
  }

  private void refused(String name, String content, String part) throws IOException {
    MovieLens.Config config =
        movieLens(Files.writeString(folder.resolve(name), content), Malformed.FAIL);
    DataException e = assertThrows(DataException.class, () -> new MovieLens().open(config));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void messagesNameTheLine() throws IOException {
    fails("1\t2\t3\t4\n1\t2\tx\t4\n", "u.data line 2, rating: expected a finite number, got 'x'");
    fails("1\t2\t3\t4\n1\t2\n", "u.data line 2: expected user, item, rating, timestamp, got 2");
    fails("1\t2\t3\tx\n", "u.data line 1, timestamp: expected whole seconds, got 'x'");
    fails("", "u.data: it has no rating");
  }

  private void fails(String content, String part) throws IOException {
    MovieLens.Config config = config("u.data", content, Malformed.FAIL);
    DataException e = assertThrows(DataException.class, () -> new MovieLens().open(config));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void malformedLinesCanBeSkipped() throws IOException {
    try (Dataset data =
        new MovieLens().open(config("u.data", "1\t2\t3\t4\n1\tx\n", Malformed.SKIP))) {
      assertEquals(1, data.size());
      assertTrue(data.notes().get(0).contains("skipped 1 malformed"), data.notes().toString());
    }
  }

  @Test
  void usersAreNumberedAsInTraining() throws IOException {
    Schema like;
    try (Dataset data =
        new MovieLens().open(config("a", "1\t7\t3\t4\n2\t8\t3\t4\n", Malformed.FAIL))) {
      like = data.schema();
    }
    try (Dataset data = new MovieLens().open(config("b", "2\t8\t3\t4\n", Malformed.FAIL), like)) {
      assertEquals(like, data.schema());
      assertArrayEquals(new int[] {1}, (int[]) Rows.of(data).array(0));
    }
    MovieLens.Config other = config("c", "2\t9\t3\t4\n", Malformed.FAIL);
    DataException e = assertThrows(DataException.class, () -> new MovieLens().open(other, like));
    assertTrue(e.getMessage().contains("c line 1: the item '9' is none of"), e.getMessage());
  }

  @Test
  void generatedRatingsAreOfMovieLensForm() {
    var config = new SyntheticRatings.Config(20_000, 300, 400, 8, 0.6, 2, 2_000, 1);
    try (Dataset data = new SyntheticRatings().open(config);
        Dataset test = new SyntheticRatings().openTest(config).orElseThrow()) {
      Batch batch = Rows.of(data);
      Set<Long> pairs = new HashSet<>();
      double sum = 0;
      for (Batch part : List.of(batch, Rows.of(test))) {
        for (int i = 0; i < part.capacity(); i++) {
          pairs.add(((int[]) part.array(0))[i] * 400L + ((int[]) part.array(1))[i]);
        }
      }
      for (float rating : (float[]) batch.array(2)) {
        assertTrue(rating >= 1 && rating <= 5 && rating == Math.rint(rating));
        sum += rating;
      }
      assertEquals(22_000, pairs.size());
      // The mean 3.6, and more since users choose what they like.
      assertTrue(sum / 20_000 > 3.5 && sum / 20_000 < 4.2, "mean " + sum / 20_000);
      assertEquals(data.schema(), test.schema());
    }
    assertThrows(
        ConfigException.class, () -> new SyntheticRatings.Config(100, 5, 5, 2, 0.6, 2, 100, 1));
  }

  @Test
  void mutatedFilesGiveDataOrOneMessage() throws IOException {
    MovieLens.Config config =
        config("u.data", "10\t5\t4\t7\n9\t6\t3.5\t8\n10\t6\t1\t9\n", Malformed.FAIL);
    Mutations.survive(folder.resolve("u.data"), () -> new MovieLens().open(config));
  }
}
