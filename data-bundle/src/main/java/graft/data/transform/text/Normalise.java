package graft.data.transform.text;

import graft.api.Default;
import graft.api.Doc;
import graft.api.TransformType;
import graft.api.data.Schema;
import graft.api.data.Transform;
import graft.data.transform.ColumnMapper;
import graft.data.transform.Columns;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Text without differences that do not matter: lower case, without accents (canonical decomposition
 * NFD, marks dropped), without punctuation and symbols (Unicode categories P and S), spaces as one.
 * Each step can be left out; they come in this order.
 */
@Component
@TransformType("normalise")
@Doc(
    value = "Text to lower case, without accents and punctuation, with single spaces",
    formula = "y = spaces(punctuation(accents(lower(x))))",
    shapes = "text (…) → text (…)",
    source = "Unicode Standard Annex 15 (NFD); Keras TextVectorization(standardize=…)")
public final class Normalise implements Transform<Normalise.Config> {
  /** Which steps, and which columns. */
  public record Config(
      @Default("true") @Doc("to lower case") boolean lowerCase,
      @Default("true") @Doc("é becomes e") boolean stripAccents,
      @Default("true") @Doc("it's becomes its") boolean stripPunctuation,
      @Default("true") @Doc("one space between words, none at the ends") boolean collapseSpaces,
      @Default("[]") @Doc("columns; all features of text if empty") List<String> columns) {}

  @Override
  public Schema schema(Config config, Schema schema) {
    Columns.texts(config.columns(), schema);
    return schema;
  }

  @Override
  public Mapper mapper(Config config, Schema schema, Map<String, Object> statistics) {
    StringBuilder room = new StringBuilder();
    return new ColumnMapper(
        schema,
        Columns.texts(config.columns(), schema),
        (from, to, column, random) -> {
          for (int e = 0; e < from.elements(column); e++) {
            to.text(column, e, normal(config, from.text(column, e), room));
          }
        });
  }

  private static String normal(Config config, String text, StringBuilder room) {
    String lower = config.lowerCase() ? text.toLowerCase(Locale.ROOT) : text;
    String plain = config.stripAccents() ? Normalizer.normalize(lower, Normalizer.Form.NFD) : lower;
    room.setLength(0);
    boolean space = false;
    for (int i = 0; i < plain.length(); ) {
      int c = plain.codePointAt(i);
      i += Character.charCount(c);
      boolean dropped =
          (config.stripAccents() && Character.getType(c) == Character.NON_SPACING_MARK)
              || (config.stripPunctuation() && CodePoints.isPunctuation(c));
      if (config.collapseSpaces() && CodePoints.isSpace(c)) {
        space = true;
      } else if (!dropped) {
        if (space && !room.isEmpty()) {
          room.append(' ');
        }
        space = false;
        room.appendCodePoint(c);
      }
    }
    return room.toString();
  }
}
