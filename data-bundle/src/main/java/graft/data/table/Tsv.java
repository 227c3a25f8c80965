package graft.data.table;

import graft.api.Doc;
import graft.api.SourceType;
import graft.api.data.DataSource;
import graft.api.data.Dataset;
import graft.api.data.Schema;
import org.osgi.service.component.annotations.Component;

/**
 * Tables with tabs between fields, as {@link Csv}; a quotation mark is a character as any other.
 */
@Component
@SourceType("tsv")
@Doc(
    value = "A table in a text file with tabs between its fields, no quoting; else as csv",
    shapes = "features f32 (numeric columns), a string for each other column; labels f32 or i32")
public final class Tsv implements DataSource<TableConfig> {
  @Override
  public Dataset open(TableConfig config) {
    return new TableReader(config, "tab", "none").open();
  }

  @Override
  public Dataset open(TableConfig config, Schema like) {
    return new TableReader(config, "tab", "none").open(like);
  }
}
