package graft.shell;

import graft.api.Kind;
import graft.api.run.TypeInfo;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The reference of installed types as Markdown: by kind, then by name. */
final class ReferenceText {
  private ReferenceText() {}

  static String of(List<TypeInfo> types) {
    StringBuilder text = new StringBuilder("# Reference of types\n\n");
    text.append("All types that Graft ships, as `./graft plugins --markdown` writes them; ")
        .append("`./graft describe TYPE` says the same of one, and of what is dropped in. ")
        .append("A parameter without a default must be given.\n\n");
    List<Kind> kinds =
        Arrays.stream(Kind.values()).filter(kind -> !of(kind, types).isEmpty()).toList();
    for (Kind kind : kinds) {
      String names =
          of(kind, types).stream()
              .map(type -> "[" + type.type() + "](#" + anchor(type) + ")")
              .collect(Collectors.joining(", "));
      text.append("- **").append(title(kind)).append("**: ").append(names).append("\n");
    }
    for (Kind kind : kinds) {
      text.append("\n## ").append(title(kind)).append("\n\n").append(place(kind)).append("\n");
      of(kind, types).forEach(type -> append(text, type));
    }
    return text.toString();
  }

  private static List<TypeInfo> of(Kind kind, List<TypeInfo> types) {
    return types.stream().filter(type -> type.kind() == kind).toList();
  }

  private static String anchor(TypeInfo type) {
    return type.kind().text() + "-" + type.type();
  }

  private static void append(StringBuilder text, TypeInfo type) {
    text.append("\n<a id=\"").append(anchor(type)).append("\"></a>\n");
    text.append("### ").append(type.type()).append("\n\n");
    if (!type.doc().isEmpty()) {
      text.append(sentence(type.doc())).append("\n\n");
    }
    line(text, "Formula", type.formula().isEmpty() ? "" : code(type.formula()));
    line(text, "Shapes", type.shapes().isEmpty() ? "" : code(type.shapes()));
    line(text, "Source", type.source());
    line(text, "Bundle", code(type.bundle()));
    if (type.fields().isEmpty()) {
      return;
    }
    text.append("\n| parameter | type | default | range | meaning |\n|---|---|---|---|---|\n");
    for (TypeInfo.Field field : type.fields()) {
      String value = field.defaultValue().isEmpty() ? "" : code(field.defaultValue());
      text.append("| ")
          .append(
              String.join(
                  " | ",
                  code(field.name()),
                  cell(field.type()),
                  cell(value),
                  cell(field.range()),
                  cell(field.doc())))
          .append(" |\n");
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append("- ").append(name).append(": ").append(value).append("\n");
    }
  }

  private static String sentence(String text) {
    String first = text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    return text.endsWith(".") ? first : first + ".";
  }

  /** A text in which Markdown finds nothing to mark. */
  private static String code(String text) {
    String mark = text.contains("`") ? "``" : "`";
    return mark + text + mark;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }

  private static String title(Kind kind) {
    return switch (kind) {
      case LAYER -> "Layers";
      case CELL -> "Recurrent cells";
      case OPTIMIZER -> "Optimizers";
      case LOSS -> "Losses";
      case METRIC -> "Metrics";
      case INITIALIZER -> "Initializers";
      case SCHEDULE -> "Schedules";
      case REGULARIZER -> "Regularizers";
      case CONSTRAINT -> "Constraints";
      case ACTIVATION -> "Activations";
      case SOURCE -> "Data sources";
      case TRANSFORM -> "Transforms";
      case CALLBACK -> "Callbacks";
      case ACCELERATOR -> "Accelerators";
    };
  }

  /** Where a model file names a type of the kind. */
  private static String place(Kind kind) {
    return switch (kind) {
      case LAYER -> "In a model's `layers`: `{\"type\": \"dense\", \"units\": 10}`.";
      case CELL -> "What recurrent layers repeat over time.";
      case OPTIMIZER -> "`training.optimizer`.";
      case LOSS -> "`training.loss`; one value for each scored element.";
      case METRIC ->
          "In `training.metrics`, a `name` beside the parameters renames one. All are weighted:"
              + " by sample weights and masks; what weighs 0 has no influence.";
      case INITIALIZER -> "Fields of layers such as `kernel_initializer`.";
      case SCHEDULE -> "An optimizer's `learning_rate`.";
      case REGULARIZER -> "Fields of layers such as `kernel_regularizer`.";
      case CONSTRAINT -> "Fields of layers such as `kernel_constraint`.";
      case ACTIVATION -> "The field `activation` of layers, and the layer `activation`.";
      case SOURCE -> "`data.source`, and `--data TYPE:…` on the command line.";
      case TRANSFORM -> "In `data.transforms`.";
      case CALLBACK -> "In `training.callbacks`.";
      case ACCELERATOR -> "`--accelerator NAME`; the best one is taken by default.";
    };
  }
}
