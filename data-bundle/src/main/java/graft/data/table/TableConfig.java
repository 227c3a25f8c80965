package graft.data.table;

import graft.api.ConfigException;
import graft.api.Default;
import graft.api.Doc;
import graft.data.file.Malformed;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The file and how to read it. Columns are named by the header, or by their index from 0; without a
 * header they have the given names, or else are called {@code column 0} and so on. If names are
 * given, there is no header.
 */
public record TableConfig(
    @Doc("the file") String file,
    @Default("last") @Doc("the labels: columns, or last, or none") List<String> label,
    @Default("true") @Doc("whether the first line has the columns' names") boolean header,
    @Default("[]") @Doc("the columns' names, of a file without a header") List<String> names,
    @Doc("between fields, one character or tab; a comma in csv, a tab in tsv")
        Optional<String> separator,
    @Default("utf-8") @Doc("such as utf-8, windows-1252, iso-8859-1, utf-16") String encoding,
    @Doc("around fields, one character or none; \" in csv, none in tsv") Optional<String> quote,
    @Default("[]") @Doc("columns of free text, taken as they are") List<String> text,
    @Default("[]") @Doc("columns whose values are words, whatever they look like")
        List<String> categorical,
    @Default("[]") @Doc("columns to leave out") List<String> ignore,
    @Default("[]") @Doc("the features; none named: all that are nothing else")
        List<String> features,
    @Doc("a column of weights of the examples") Optional<String> weight,
    @Default("error")
        @Doc(
            "what a missing value is: an error, a row to drop, or of features kept as NaN and \"\"")
        Missing missing,
    @Default("[\"\", \"?\", \"NA\", \"N/A\", \"NaN\", \"null\"]")
        @Doc("what means that a value is missing, in any case of letters")
        List<String> missingValues,
    @Default("true") @Doc("whether several numeric labels become one vector, labels") boolean join,
    @Default("fail") @Doc("what is done with malformed rows") Malformed malformed,
    @Doc("the file for malformed rows, by default FILE.quarantine.csv") Optional<String> quarantine,
    @Default("false") @Doc("whether rows stay in the file, for tables larger than memory")
        boolean stream) {

  /** What is done about a missing value. */
  public enum Missing {
    ERROR,
    DROP,
    KEEP
  }

  public TableConfig {
    label = List.copyOf(label);
    names = List.copyOf(names);
    header = header && names.isEmpty();
    text = List.copyOf(text);
    categorical = List.copyOf(categorical);
    ignore = List.copyOf(ignore);
    features = List.copyOf(features);
    missingValues = List.copyOf(missingValues);
    if (Set.copyOf(names).size() < names.size()) {
      throw new ConfigException("names: each may stand there once, got " + names, "");
    }
    separator.ifPresent(word -> character("separator", word));
    quote.filter(word -> !word.equals("none")).ifPresent(word -> character("quote", word));
  }

  static char character(String field, String word) {
    if (word.equals("tab") || word.equals("\\t")) {
      return '\t';
    }
    if (word.length() != 1 || word.charAt(0) == '\n' || word.charAt(0) == '\r') {
      throw new ConfigException(
          field + ": expected one character or tab, got '" + word + "'", "such as ;");
    }
    return word.charAt(0);
  }
}
