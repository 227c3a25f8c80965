package graft.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import graft.api.Kind;
import graft.api.run.TypeInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceTextTest {
  @Test
  void aTypeHasItsFormulaShapesSourceBundleAndParameters() {
    TypeInfo.Field rate =
        new TypeInfo.Field("rate", "float", "0.5", "0 ≤ x < 1", "share that is dropped");
    TypeInfo.Field mode = new TypeInfo.Field("mode", "one of a | b", "", "", "");
    TypeInfo dropout =
        new TypeInfo(
            Kind.LAYER,
            "dropout",
            "sets some to 0",
            "y = x·m / (1 − rate)",
            "x (batch, …) → the same",
            "Srivastava 2014",
            "graft-layers",
            "1.0.0",
            0,
            1,
            List.of(rate, mode));
    TypeInfo cpu =
        new TypeInfo(Kind.ACCELERATOR, "cpu", "the cores", "", "", "", "jar", "1", 0, 1, List.of());

    String text = ReferenceText.of(List.of(dropout, cpu));

    assertEquals(
        """
        - **Layers**: [dropout](#layer-dropout)
        - **Accelerators**: [cpu](#accelerator-cpu)

        ## Layers

        In a model's `layers`: `{"type": "dense", "units": 10}`.

        <a id="layer-dropout"></a>
        ### dropout

        Sets some to 0.

        - Formula: `y = x·m / (1 − rate)`
        - Shapes: `x (batch, …) → the same`
        - Source: Srivastava 2014
        - Bundle: `graft-layers`

        | parameter | type | default | range | meaning |
        |---|---|---|---|---|
        | `rate` | float | `0.5` | 0 ≤ x < 1 | share that is dropped |
        | `mode` | one of a \\| b |  |  |  |

        ## Accelerators

        `--accelerator NAME`; the best one is taken by default.

        <a id="accelerator-cpu"></a>
        ### cpu

        The cores.

        - Bundle: `jar`
        """,
        text.substring(text.indexOf("- **Layers")));
  }
}
