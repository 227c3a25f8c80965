package graft.data.transform.table;

import graft.data.transform.StableHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Numbers for texts: first those for unknown ones, then the vocabulary in its order. */
final class Vocabulary {
  private final Map<String, Integer> places = new HashMap<>();

  Vocabulary(List<String> words) {
    words.forEach(word -> places.put(word, places.size()));
  }

  /** The number of a text; of an unknown one by its hash, or −1 if unknown ones have no numbers. */
  int id(String text, int unknown) {
    Integer place = places.get(text);
    if (place != null) {
      return unknown + place;
    }
    return unknown == 0 ? -1 : StableHash.bin(text, "", unknown);
  }

  /** The names of all numbers. */
  static List<String> withUnknown(List<String> words, int unknown) {
    Stream<String> first =
        IntStream.range(0, unknown).mapToObj(i -> i == 0 ? "[UNK]" : "[UNK " + i + "]");
    return Stream.concat(first, words.stream()).toList();
  }
}
