package graft.shell;

import java.util.AbstractList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a verb lists: records for pipes, {@code each} and {@code size}, and a text for people.
 * Public for Gogo, which calls its methods.
 */
public final class Listing<E> extends AbstractList<E> {
  private final List<E> elements;
  private final IntFunction<String> text;

  /**
   * @param text the text for so many columns of a terminal, or 0 for any number
   */
  Listing(List<E> elements, IntFunction<String> text) {
    this.elements = List.copyOf(elements);
    this.text = text;
  }

  @Override
  public E get(int index) {
    return elements.get(index);
  }

  @Override
  public int size() {
    return elements.size();
  }

  String text(int columns) {
    return text.apply(columns);
  }
}
