package graft.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The size of one axis: a fixed number, or an expression (+, ×, floor division) over named open
 * sizes such as {@code batch}.
 *
 * <p>Idea: an expression is kept as a polynomial in a normal form (terms sorted by their text), so
 * that two expressions which are equal for every size are equal objects in all cases that shape
 * rules produce. A floor division that does not come out even is an atom of the polynomial.
 */
public final class Dim {
  /** Zero, one: the neutral elements. */
  public static final Dim ZERO = new Dim(new TreeMap<>());

  public static final Dim ONE = of(1);

  /** An open name, or a floor division (then {@code numerator} has exactly one element). */
  private record Atom(String text, List<Dim> numerator, long divisor) {}

  /** A product of atoms; the empty product is the constant term. */
  private record Term(List<Atom> atoms) implements Comparable<Term> {
    String text() {
      return String.join("*", atoms.stream().map(Atom::text).toList());
    }

    @Override
    public int compareTo(Term other) {
      return text().compareTo(other.text());
    }
  }

  private final TreeMap<Term, Long> terms;

  /** Kept, since shapes are compared all the time while a graph is built and compiled. */
  private int hash;

  private Dim(TreeMap<Term, Long> terms) {
    this.terms = terms;
  }

  /** A fixed size. */
  public static Dim of(long size) {
    TreeMap<Term, Long> terms = new TreeMap<>();
    if (size != 0) {
      terms.put(new Term(List.of()), size);
    }
    return new Dim(terms);
  }

  /** An open size that is known by its name until a program runs. */
  public static Dim open(String name) {
    TreeMap<Term, Long> terms = new TreeMap<>();
    terms.put(new Term(List.of(new Atom(name, List.of(), 1))), 1L);
    return new Dim(terms);
  }

  /** True if this is a number. */
  public boolean isFixed() {
    return terms.isEmpty() || (terms.size() == 1 && terms.firstKey().atoms().isEmpty());
  }

  /** True if this is the number {@code size}. */
  public boolean is(long size) {
    return isFixed() && constant() == size;
  }

  /**
   * The number.
   *
   * @throws ShapeException if this size is open, or greater than an array can be
   */
  public int size() {
    if (!isFixed()) {
      throw new ShapeException(
          "a fixed size is needed here, got the open size '" + this + "'",
          "use Tensor.size(axis) or Dim arithmetic, or fix the size in the model's input shape");
    }
    long size = constant();
    if (size != (int) size) {
      throw new ShapeException(
          "a size of at most " + Integer.MAX_VALUE + " is needed here, got " + size, "");
    }
    return (int) size;
  }

  public Dim plus(Dim other) {
    TreeMap<Term, Long> sum = new TreeMap<>(terms);
    other.terms.forEach((term, factor) -> merge(sum, term, factor));
    return new Dim(sum);
  }

  public Dim plus(long number) {
    return plus(of(number));
  }

  public Dim minus(Dim other) {
    return plus(other.times(-1));
  }

  public Dim times(long number) {
    return times(of(number));
  }

  public Dim times(Dim other) {
    TreeMap<Term, Long> product = new TreeMap<>();
    terms.forEach(
        (a, x) ->
            other.terms.forEach(
                (b, y) -> {
                  List<Atom> atoms = new ArrayList<>(a.atoms());
                  atoms.addAll(b.atoms());
                  atoms.sort((p, q) -> p.text().compareTo(q.text()));
                  merge(product, new Term(Collections.unmodifiableList(atoms)), product(x, y));
                }));
    return new Dim(product);
  }

  private static long product(long a, long b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw new ShapeException("a size is too large: " + a + " times " + b, "");
    }
  }

  /** ⌊this / divisor⌋; terms that divide evenly are taken out of the floor. */
  public Dim floorDiv(long divisor) {
    if (divisor <= 0) {
      throw new ShapeException("a size is divided by a positive number, got " + divisor, "");
    }
    TreeMap<Term, Long> even = new TreeMap<>();
    TreeMap<Term, Long> rest = new TreeMap<>();
    terms.forEach((t, f) -> (f % divisor == 0 ? even : rest).put(t, f));
    even.replaceAll((t, f) -> f / divisor);
    Dim remainder = new Dim(rest);
    Dim quotient = new Dim(even);
    if (remainder.isFixed()) {
      return quotient.plus(Math.floorDiv(remainder.constant(), divisor));
    }
    Atom atom = new Atom("((" + remainder + ")//" + divisor + ")", List.of(remainder), divisor);
    TreeMap<Term, Long> single = new TreeMap<>();
    single.put(new Term(List.of(atom)), 1L);
    return quotient.plus(new Dim(single));
  }

  /** The names of the open sizes in this expression, in order of appearance. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Term term : terms.keySet()) {
      for (Atom atom : term.atoms()) {
        if (atom.numerator().isEmpty()) {
          names.add(atom.text());
        } else {
          names.addAll(atom.numerator().get(0).names());
        }
      }
    }
    return names;
  }

  /** The value for given open sizes. */
  public long evaluate(ToLongFunction<String> sizes) {
    long sum = 0;
    for (Map.Entry<Term, Long> entry : terms.entrySet()) {
      long product = entry.getValue();
      for (Atom atom : entry.getKey().atoms()) {
        product *=
            atom.numerator().isEmpty()
                ? sizes.applyAsLong(atom.text())
                : Math.floorDiv(atom.numerator().get(0).evaluate(sizes), atom.divisor());
      }
      sum += product;
    }
    return sum;
  }

  private long constant() {
    return terms.isEmpty() ? 0 : terms.firstEntry().getValue();
  }

  private static void merge(TreeMap<Term, Long> terms, Term term, long factor) {
    terms.merge(term, factor, (a, b) -> a + b == 0 ? null : a + b);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Dim dim && hashCode() == dim.hashCode() && terms.equals(dim.terms));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = toString().hashCode();
      hash = known;
    }
    return known;
  }

  @Override
  public String toString() {
    if (terms.isEmpty()) {
      return "0";
    }
    StringBuilder text = new StringBuilder();
    terms.forEach(
        (term, factor) -> {
          text.append(text.isEmpty() ? "" : "+");
          if (term.atoms().isEmpty()) {
            text.append(factor);
          } else {
            text.append(factor == 1 ? "" : factor + "*").append(term.text());
          }
        });
    return text.toString();
  }
}
