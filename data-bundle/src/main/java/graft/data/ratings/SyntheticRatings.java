package graft.data.ratings;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Doc;
import graft.api.Range;
import graft.api.SourceType;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;

/**
 * Generated ratings of MovieLens' form. Users and items have a bias and a vector of taste; a rating
 * is 3.6 + bias_u + bias_i + p_u·q_i + noise, rounded to 1 … 5. Items are drawn by Zipf's law,
 * those a user likes more often. The test ratings are of other pairs of the same users and items.
 *
 * <p>Only {@link StrictMath}, the four operations and {@link Random} are used, so that the same
 * numbers give the same ratings on every machine.
 *
 * <p>Longer than a catalogue class should be, since the model that draws the ratings is in it.
 */
@Component
@SourceType("synthetic_ratings")
@Doc(
    value = "Generated ratings of items by users, from a model of latent tastes",
    formula = "rating = round(3.6 + b_u + b_i + p_u·q_i + noise), 1 … 5",
    shapes = "user i32, item i32 (classes), rating f32")
public final class SyntheticRatings implements DataSource<SyntheticRatings.Config> {
  private static final double MEAN = 3.6;
  private static final double BIAS = 0.35;
  private static final double TASTE = 0.8;

  /** How many of what; by default about as MovieLens 100k. */
  public record Config(
      @Default("100000") @Range(min = 1, max = 10_000_000) @Doc("ratings") int ratings,
      @Default("943") @Range(min = 1, max = 1_000_000) @Doc("users") int users,
      @Default("1682") @Range(min = 2, max = 1_000_000) @Doc("items") int items,
      @Default("8") @Range(min = 1, max = 64) @Doc("elements of a vector of taste") int factors,
      @Default("0.6") @Range(min = 0, max = 10) @Doc("standard deviation of the noise")
          double noise,
      @Default("2")
          @Range(min = 1, max = 1000)
          @Doc("a user rates the best liked of so many items that come by")
          int choice,
      @Default("10000") @Range(min = 1, max = 10_000_000) @Doc("ratings for testing") int test,
      @Default("1") @Doc("the seed") long seed) {
    public Config {
      long pairs = (long) users * items;
      if (2L * (ratings + test) > pairs) {
        throw new ConfigException(
            "ratings: at most half of the pairs of a user and an item are rated, which are "
                + pairs / 2
                + ", got "
                + ratings
                + " and "
                + test
                + " for testing",
            "take more users or items");
      }
    }
  }

  @Override
  public Dataset open(Config config) {
    return new World(config).draw(0, config.ratings());
  }

  @Override
  public Optional<Dataset> openTest(Config config) {
    int all = config.ratings() + config.test();
    return Optional.of(new World(config).draw(config.ratings(), all));
  }

  /** Users and items with their tastes. */
  private static final class World {
    private final Config config;
    private final double[][] users;
    private final double[][] items;
    private final double[] popularity;

    World(Config config) {
      this.config = config;
      Random random = new Random(config.seed());
      users = people(random, config.users());
      items = people(random, config.items());
      popularity = new double[config.items()];
      double sum = 0;
      for (int i = 0; i < popularity.length; i++) {
        sum += 1 / StrictMath.pow(i + 10, 0.9);
        popularity[i] = sum;
      }
    }

    /** A bias, then tastes whose inner products have the standard deviation {@link #TASTE}. */
    private double[][] people(Random random, int count) {
      double size = StrictMath.sqrt(TASTE / StrictMath.sqrt(config.factors()));
      double[][] people = new double[count][1 + config.factors()];
      for (double[] person : people) {
        person[0] = BIAS * random.nextGaussian();
        for (int f = 1; f < person.length; f++) {
          person[f] = size * random.nextGaussian();
        }
      }
      return people;
    }

    /** Ratings {@code from} to {@code to} of all that are drawn; no user rates an item twice. */
    Dataset draw(int from, int to) {
      Random random = new Random(config.seed() * 31 + 7);
      Set<Long> pairs = new HashSet<>();
      int[] user = new int[to - from];
      int[] item = new int[to - from];
      float[] rating = new float[to - from];
      for (int i = 0; i < to; i++) {
        int who = random.nextInt(config.users());
        int what = liked(random, who);
        while (!pairs.add((long) who * config.items() + what)) {
          // As long as nothing new comes by: another user, then another item.
          who = random.nextInt(config.users());
          what = random.nextInt(2) == 0 ? liked(random, who) : random.nextInt(config.items());
        }
        double value = taste(who, what) + config.noise() * random.nextGaussian();
        if (i >= from) {
          user[i - from] = who;
          item[i - from] = what;
          rating[i - from] = (float) Math.min(5, Math.max(1, StrictMath.rint(value)));
        }
      }
      return new Ratings(
          names(config.users()), names(config.items()), user, item, rating, new long[0], List.of());
    }

    /** The best liked of a few items that come by. */
    private int liked(Random random, int user) {
      int best = item(random);
      for (int i = 1; i < config.choice(); i++) {
        int other = item(random);
        best = taste(user, best) >= taste(user, other) ? best : other;
      }
      return best;
    }

    private int item(Random random) {
      double at = random.nextDouble() * popularity[popularity.length - 1];
      int found = java.util.Arrays.binarySearch(popularity, at);
      return Math.min(found < 0 ? -found - 1 : found, popularity.length - 1);
    }

    private double taste(int user, int item) {
      double sum = MEAN + users[user][0] + items[item][0];
      for (int f = 1; f <= config.factors(); f++) {
        sum += users[user][f] * items[item][f];
      }
      return sum;
    }

    private static List<String> names(int count) {
      return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
    }
  }
}
