package graft.core.registry;

import graft.api.Doc;
import graft.api.run.TypeInfo;

/** What the shell shows of a type: text only. */
final class Description {
  private Description() {}

  static TypeInfo of(Object plugin, Provider provider) {
    Doc doc = plugin.getClass().getAnnotation(Doc.class);
    return new TypeInfo(
        provider.kind(),
        provider.type(),
        doc == null ? "" : doc.value(),
        doc == null ? "" : doc.formula(),
        doc == null ? "" : doc.shapes(),
        doc == null ? "" : doc.source(),
        provider.bundle(),
        provider.version(),
        provider.ranking(),
        provider.generation(),
        ConfigField.of(PluginTypes.config(plugin.getClass(), provider.kind())).stream()
            .map(ConfigField::info)
            .toList());
  }
}
