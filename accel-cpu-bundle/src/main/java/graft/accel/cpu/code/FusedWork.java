package graft.accel.cpu.code;

import graft.accel.cpu.code.Recipe.Access;
import graft.accel.cpu.code.Recipe.Group;
import graft.accel.cpu.code.Recipe.Kind;
import graft.accel.cpu.code.Recipe.Node;
import graft.accel.cpu.code.Recipe.Store;
import graft.accel.cpu.work.Binding;
import graft.accel.cpu.work.Lane;
import graft.accel.cpu.work.Work;
import java.util.Arrays;
import java.util.List;

/**
 * A generated kernel over memory, cut into tasks of about {@link #CHUNK} elements by the sizes
 * alone.
 *
 * <p>LOOP: long rows are cut. ROWS: tasks are blocks of rows. ROWS of one row: {@link #chunked}, a
 * partial result for each piece of the row. COLUMNS: blocks of rows and pieces of columns, with
 * partial results for each block.
 */
final class FusedWork implements Work {
  /** Elements of a task: some 10 µs of work, 64 KB of f32. */
  static final int CHUNK = 16_384;

  /** Columns of a task of COLUMNS, and the least rows of its blocks. */
  static final int COLUMNS = 4_096;

  private static final int BLOCK = 16;

  private final Fused code;
  private final Binding binding;
  private final int[] ids;
  private final int[] groupSizes;
  private final int[][] strides;
  private final int[] step;
  private final int[] innerStride;
  private final int[] blockStride;
  private final double[] reals;
  private final long[] integers;
  private final int rows;
  private final int n;
  private final int rowsOfTask;
  private final int columnsOfTask;
  private final int columnTasks;
  private final int blocks;
  private final boolean chunked;
  private final boolean columns;
  private final double[] identity;
  private final int[] partialAccess;

  FusedWork(Recipe recipe, Code both, Binding binding, boolean chunked) {
    this.binding = binding;
    this.chunked = chunked;
    columns = recipe.form() == graft.api.accel.Program.Form.COLUMNS;
    int[] sizes = binding.sizes(recipe.domain());
    List<Access> accesses = recipe.accesses();
    ids = accesses.stream().mapToInt(Access::buffer).toArray();
    reals = recipe.reals();
    integers = integers(recipe, binding);
    List<Group> groups = recipe.rowGroups();
    groupSizes = groups.stream().mapToInt(g -> size(g, sizes)).toArray();
    strides = new int[groups.size()][ids.length];
    innerStride = new int[ids.length];
    for (int a = 0; a < ids.length; a++) {
      strides(accesses.get(a), recipe, sizes, a);
    }
    step = groups.isEmpty() ? new int[ids.length] : strides[groups.size() - 1];
    rows = Arrays.stream(groupSizes).reduce(1, Math::multiplyExact);
    n = recipe.inner().map(g -> size(g, sizes)).orElse(1);
    code = both.of((long) rows * n);
    boolean loop = recipe.form() == graft.api.accel.Program.Form.LOOP;
    columnsOfTask = columns ? COLUMNS : chunked || (loop && n > 2 * CHUNK) ? CHUNK : Math.max(n, 1);
    columnTasks = Math.max(1, (int) (((long) n + columnsOfTask - 1) / columnsOfTask));
    int wide = Math.max(1, Math.min(n, columnsOfTask));
    rowsOfTask = Math.max(columns ? BLOCK : 1, CHUNK / wide);
    int needed = (int) (((long) rows + rowsOfTask - 1) / rowsOfTask);
    blocks = columns ? Math.max(1, needed) : loop && n == 0 ? 0 : needed;
    blockStride = new int[ids.length];
    int[] partials =
        recipe.stores().stream()
            .filter(s -> (columns || chunked) && partial(recipe, s))
            .mapToInt(Store::access)
            .toArray();
    partialAccess = partials;
    identity = new double[partials.length];
    for (int i = 0; i < partials.length; i++) {
      int a = partials[i];
      blockStride[a] = chunked ? 1 : padded(n);
      identity[i] = Folds.identity(reductionOf(recipe, a).name());
    }
  }

  private static boolean partial(Recipe recipe, Store store) {
    return recipe.nodes().get(store.node()).kind() == Kind.REDUCE;
  }

  private static Node reductionOf(Recipe recipe, int access) {
    for (Store store : recipe.stores()) {
      if (store.access() == access) {
        return recipe.nodes().get(store.node());
      }
    }
    throw new IllegalStateException("no store goes through access " + access);
  }

  /** Rounded up, so that whole vectors may be written. */
  static int padded(int n) {
    return (n + 63) / 64 * 64;
  }

  /** How many partial results there are for each reduction. */
  int partials() {
    return chunked ? columnTasks : blocks;
  }

  int columns() {
    return n;
  }

  private static long[] integers(Recipe recipe, Binding binding) {
    int constants = recipe.integers().size();
    long[] all = new long[constants + recipe.sizes().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          i < constants
              ? recipe.integers().get(i)
              : binding.size(recipe.sizes().get(i - constants));
    }
    return all;
  }

  private static int size(Group group, int[] sizes) {
    int size = 1;
    for (int axis = group.from(); axis < group.to(); axis++) {
      size = Math.multiplyExact(size, sizes[axis]);
    }
    return size;
  }

  /** An access is dense over the axes of its mask; the other axes repeat it. */
  private void strides(Access access, Recipe recipe, int[] sizes, int a) {
    int[] stride = new int[sizes.length];
    int running = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      if (access.mask().get(axis)) {
        stride[axis] = running;
        running = Math.multiplyExact(running, Math.max(1, sizes[axis]));
      }
    }
    for (int g = 0; g < strides.length; g++) {
      strides[g][a] = strideOf(recipe.rowGroups().get(g), recipe, stride);
    }
    innerStride[a] = recipe.inner().map(g -> strideOf(g, recipe, stride)).orElse(0);
  }

  /** The stride of the group's last axis that is not of fixed size 1. */
  private static int strideOf(Group group, Recipe recipe, int[] stride) {
    int axis = group.to() - 1;
    while (axis > group.from() && recipe.domain().dim(axis).is(1)) {
      axis--;
    }
    return stride[axis];
  }

  @Override
  public int tasks() {
    return blocks * columnTasks;
  }

  @Override
  public void run(int from, int to, Lane lane) {
    for (int task = from; task < to; task++) {
      int block = task / columnTasks;
      int piece = task % columnTasks;
      int first = piece * columnsOfTask;
      int count = Math.min(columnsOfTask, n - first);
      if (columns) {
        fill(block, first, count);
      }
      int end = Math.min(rows, (block + 1) * rowsOfTask);
      rows(block * rowsOfTask, end, first, count, chunked ? piece : block, lane);
    }
  }

  private void rows(int from, int to, int first, int count, int part, Lane lane) {
    int[] at = lane.positions(ids.length);
    int last = groupSizes.length - 1;
    for (int row = from; row < to; ) {
      int run = last < 0 ? 1 : Math.min(to - row, groupSizes[last] - row % groupSizes[last]);
      for (int a = 0; a < ids.length; a++) {
        int base = ids[a] < 0 ? 0 : binding.offsets[ids[a]];
        at[a] = base + first * innerStride[a] + part * blockStride[a];
      }
      int rest = row;
      for (int g = last; g >= 0; g--) {
        int index = rest % groupSizes[g];
        rest /= groupSizes[g];
        for (int a = 0; a < ids.length; a++) {
          at[a] += index * strides[g][a];
        }
      }
      code.run(binding.arrays, ids, at, step, run, count, reals, integers, lane);
      row += run;
    }
  }

  private void fill(int block, int first, int count) {
    for (int i = 0; i < partialAccess.length; i++) {
      int a = partialAccess[i];
      int start = block * blockStride[a] + first;
      int end = start + padded(count);
      Object array = binding.arrays[ids[a]];
      if (array instanceof float[] floats) {
        Arrays.fill(floats, start, end, (float) identity[i]);
      } else if (array instanceof double[] doubles) {
        Arrays.fill(doubles, start, end, identity[i]);
      } else if (array instanceof int[] ints) {
        Arrays.fill(ints, start, end, (int) identity[i]);
      } else if (array instanceof long[] longs) {
        Arrays.fill(longs, start, end, (long) identity[i]);
      } else {
        Arrays.fill((boolean[]) array, start, end, identity[i] > 0);
      }
    }
  }
}
