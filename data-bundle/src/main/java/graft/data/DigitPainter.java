package graft.data;

import java.util.Random;

/**
 * Draws one digit.
 *
 * <p>Idea: each digit has one to three ways of being written, as polylines in the unit square. The
 * points are jittered, the whole is slanted, turned, stretched and shifted, each stroke is drawn as
 * a pen of random width with soft borders, and noise, a gradient of light and stray strokes are
 * laid over. Cost: about 10 µs a digit, since only pixels near a segment are touched.
 *
 * <p>Only {@link StrictMath} and the four operations are used, and {@link Random}, whose numbers
 * are part of its specification: the pixels are the same everywhere.
 */
final class DigitPainter {
  static final int SIZE = 28;

  /** A circle's part from angle a to angle b (in eighths of a turn, clockwise from the right). */
  private static double[] arc(double cx, double cy, double rx, double ry, double a, double b) {
    int n = 12;
    double[] points = new double[2 * (n + 1)];
    for (int i = 0; i <= n; i++) {
      double angle = (a + (b - a) * i / n) * StrictMath.PI / 4;
      points[2 * i] = cx + rx * StrictMath.cos(angle);
      points[2 * i + 1] = cy + ry * StrictMath.sin(angle);
    }
    return points;
  }

  private static double[] line(double... points) {
    return points;
  }

  /** digit → ways of writing → strokes → x, y, x, y … (y grows downwards). */
  private static final double[][][][] WAYS = {
    {{arc(.5, .5, .3, .45, -2, 6)}, {arc(.5, .5, .22, .42, -1.4, 6.4)}},
    {
      {line(.5, .05, .5, .95)},
      {line(.3, .28, .53, .05, .53, .95)},
      {line(.3, .28, .52, .05, .52, .95), line(.3, .95, .74, .95)}
    },
    {
      {arc(.5, .3, .28, .25, -4.2, .6), line(.69, .44, .22, .95, .8, .95)},
      {
        arc(.5, .28, .26, .23, -4, 1.3),
        line(.62, .46, .3, .9),
        arc(.36, .84, .13, .11, 1, 9),
        line(.46, .88, .6, .95, .82, .88)
      }
    },
    {
      {arc(.48, .28, .26, .23, -3.6, 2), arc(.48, .73, .29, .23, -2, 3.6)},
      {line(.22, .06, .76, .06, .45, .42), arc(.46, .69, .3, .27, -2, 3.4)}
    },
    {
      {line(.62, .95, .62, .05, .18, .66, .86, .66)},
      {line(.28, .05, .22, .55, .78, .55), line(.72, .1, .7, .95)},
      {line(.56, .05, .2, .6, .84, .58), line(.66, .35, .6, .95)}
    },
    {
      {line(.78, .06, .3, .06, .26, .45), arc(.47, .68, .3, .27, -2.9, 3.3)},
      {line(.74, .08, .34, .08, .3, .42, .55, .42), arc(.5, .68, .28, .26, -2, 3.5)}
    },
    {
      {arc(.72, .5, .46, .46, -2.4, -4.2), arc(.5, .7, .27, .25, -4, 4)},
      {line(.66, .05, .36, .4, .24, .68), arc(.5, .71, .26, .24, -4, 4)}
    },
    {
      {line(.2, .07, .8, .07, .42, .95)},
      {line(.2, .07, .8, .07, .42, .95), line(.34, .5, .74, .5)},
      {line(.22, .2, .24, .07, .78, .07, .62, .5, .5, .95)}
    },
    {
      {arc(.5, .28, .22, .22, -2, 6), arc(.5, .73, .27, .23, -2, 6)},
      {
        line(
            .7, .16, .5, .06, .3, .2, .38, .4, .64, .58, .72, .8, .5, .95, .28, .8, .36, .58, .62,
            .4, .7, .16)
      }
    },
    {
      {arc(.5, .3, .26, .25, 0, 8), line(.76, .3, .7, .66, .6, .95)},
      {arc(.5, .3, .25, .24, 0, 8), arc(.38, .55, .37, .4, -.6, 2.6)}
    }
  };

  private final double[] ink = new double[SIZE * SIZE];
  private double a00;
  private double a01;
  private double a10;
  private double a11;
  private double dx;
  private double dy;

  /** Paints example {@code index} of a seed at an offset and returns its digit. */
  int paint(long seed, int index, byte[] pixels, int offset) {
    Random random = new Random(mix(mix(seed) + index));
    int digit = random.nextInt(10);
    double[][] strokes = WAYS[digit][random.nextInt(WAYS[digit].length)];
    java.util.Arrays.fill(ink, 0);
    place(random);
    double width = between(random, 0.75, 1.7);
    double jitter = between(random, 0.01, 0.035);
    for (double[] stroke : strokes) {
      stroke(random, stroke, width, jitter);
    }
    stray(random, width);
    finish(random, pixels, offset);
    return digit;
  }

  /** Slant, rotation, size and shift of the whole. */
  private void place(Random random) {
    double slant = between(random, -0.35, 0.35);
    double angle = between(random, -0.18, 0.18);
    double height = between(random, 15.5, 20.5);
    double breadth = height * between(random, 0.65, 1);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    a00 = breadth * cos;
    a01 = -height * (sin + slant * cos);
    a10 = breadth * sin;
    a11 = height * (cos - slant * sin);
    dx = SIZE / 2.0 + between(random, -2.6, 2.6);
    dy = SIZE / 2.0 + between(random, -2.6, 2.6);
  }

  private void stroke(Random random, double[] points, double width, double jitter) {
    double driftX = jitter * random.nextGaussian();
    double driftY = jitter * random.nextGaussian();
    double lastX = 0;
    double lastY = 0;
    for (int i = 0; i < points.length; i += 2) {
      double x = points[i] - .5 + driftX + jitter * .5 * random.nextGaussian();
      double y = points[i + 1] - .5 + driftY + jitter * .5 * random.nextGaussian();
      double px = a00 * x + a01 * y + dx;
      double py = a10 * x + a11 * y + dy;
      if (i > 0) {
        segment(lastX, lastY, px, py, width * between(random, .85, 1.15));
      }
      lastX = px;
      lastY = py;
    }
  }

  /** Half of the images have a short stroke of something else near the border. */
  private void stray(Random random, double width) {
    if (random.nextInt(2) == 0) {
      double x = between(random, 1, SIZE - 1);
      double y = random.nextBoolean() ? between(random, 0, 5) : between(random, SIZE - 5, SIZE);
      double toX = x + between(random, -6, 6);
      segment(x, y, toX, y + between(random, -3, 3), width * .8);
    }
  }

  /** Ink falls off over one pixel at the pen's border. */
  private void segment(double x0, double y0, double x1, double y1, double radius) {
    double reach = radius + 1;
    int left = Math.max(0, (int) StrictMath.floor(Math.min(x0, x1) - reach));
    int right = Math.min(SIZE - 1, (int) StrictMath.ceil(Math.max(x0, x1) + reach));
    int top = Math.max(0, (int) StrictMath.floor(Math.min(y0, y1) - reach));
    int bottom = Math.min(SIZE - 1, (int) StrictMath.ceil(Math.max(y0, y1) + reach));
    double lengthSquared = (x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0) + 1e-9;
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double t = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / lengthSquared;
        double s = Math.max(0, Math.min(1, t));
        double ex = x - (x0 + s * (x1 - x0));
        double ey = y - (y0 + s * (y1 - y0));
        double value = radius + .5 - StrictMath.sqrt(ex * ex + ey * ey);
        int i = y * SIZE + x;
        ink[i] = Math.max(ink[i], Math.max(0, Math.min(1, value)));
      }
    }
  }

  private void finish(Random random, byte[] pixels, int offset) {
    double strength = between(random, .55, 1);
    double noise = between(random, .03, .15);
    double lightX = between(random, -.12, .12);
    double lightY = between(random, -.12, .12);
    for (int i = 0; i < ink.length; i++) {
      int row = i / SIZE;
      int column = i % SIZE;
      double light = lightX * (column - 13.5) / 13.5 + lightY * (row - 13.5) / 13.5;
      double value = ink[i] * strength + Math.max(0, light) + noise * random.nextGaussian();
      pixels[offset + i] = (byte) (int) (255 * Math.max(0, Math.min(1, value)));
    }
  }

  private static double between(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** The finaliser of SplitMix64, so that neighbouring indices have unrelated seeds. */
  private static long mix(long x) {
    long z = x + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
