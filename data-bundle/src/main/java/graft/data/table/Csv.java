package graft.data.table;

import graft.api.Doc;
import graft.api.SourceType;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import org.osgi.service.component.annotations.Component;

/**
 * Tables: {@code csv:FILE,label=quality}. The numeric feature columns become one column {@code
 * features} f32 (columns) with their names; each other one becomes a column of strings. Labels
 * become targets: f32, or i32 with named, sorted classes if most values are no numbers. A column is
 * numeric if at least half of its values are numbers: the others are errors then, not words.
 */
@Component
@SourceType("csv")
@Doc(
    value = "A table in a text file: numbers, words, text; one or several labels",
    shapes = "features f32 (numeric columns), a string for each other column; labels f32 or i32",
    source = "RFC 4180")
public final class Csv implements DataSource<TableConfig> {
  @Override
  public Dataset open(TableConfig config) {
    return new TableReader(config, ",", "\"").open();
  }

  @Override
  public Dataset open(TableConfig config, Schema like) {
    return new TableReader(config, ",", "\"").open(like);
  }
}
