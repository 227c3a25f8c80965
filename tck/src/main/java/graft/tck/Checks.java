package graft.tck;

import graft.api.DType;
import graft.api.GraftException;
import graft.api.Kind;
import graft.api.Shape;
import graft.api.Spec;
import graft.api.TensorType;
import graft.api.run.Check;
import graft.api.run.Graft;
import graft.api.run.Lab;
import graft.api.run.TypeInfo;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Proves installed types with inputs that suit their kind: the service behind {@code graft check}.
 */
@Component
public final class Checks implements Check {
  private static final int GRAPHS = 100;

  /** Examples of inputs, tried in turn until one fits. */
  private static final List<List<TensorType>> LAYER_INPUTS =
      List.of(
          List.of(Tck.f32(6)),
          List.of(Tck.f32(8, 8, 3)),
          List.of(Tck.f32(5, 4)),
          List.of(Tck.i32(5)),
          List.of(Tck.f32(6), Tck.f32(6)),
          List.of(Tck.f32(5, 4), Tck.f32(5, 4)),
          List.of(Tck.f32(4, 4, 4, 2)));

  private static final List<List<TensorType>> SCORED =
      List.of(
          List.of(Tck.f32(4), Tck.f32(4)),
          List.of(Tck.f32(4), Tck.i32()),
          List.of(Tck.f32(), Tck.f32()));

  private static final TensorType PARAM = new TensorType(DType.F32, Shape.of(4, 3));

  private final Graft graft;

  @Activate
  public Checks(@Reference Graft graft) {
    this.graft = graft;
  }

  @Override
  public List<String> check(Kind kind, String type) {
    Spec spec = spec(graft.describe(kind, type));
    Lab lab = graft.lab();
    Proof proof = new Proof(kind.text() + " " + spec);
    switch (kind) {
      case LAYER -> layer(proof, lab, spec);
      case LOSS, METRIC -> scored(proof, lab, kind, spec);
      case OPTIMIZER -> new OptimizerProof(lab, spec).run(proof);
      case ACTIVATION -> function(proof, lab, kind, spec, Tck.f32(5, 4));
      case INITIALIZER, REGULARIZER, CONSTRAINT -> function(proof, lab, kind, spec, PARAM);
      case SCHEDULE -> function(proof, lab, kind, spec, new TensorType(DType.F32, Shape.SCALAR));
      case SOURCE -> DataProof.source(proof, lab, spec);
      case ACCELERATOR -> new AcceleratorProof(lab, lab.accelerator(type), 0, GRAPHS).run(proof);
      case TRANSFORM, CALLBACK, CELL ->
          proof.note("installed", "a " + kind.text() + " is proven by its bundle's tests only");
    }
    return proof.lines();
  }

  /** Whether an activation keeps the shape is for its author to say, so it is not asked. */
  private static void function(Proof proof, Lab lab, Kind kind, Spec spec, TensorType... inputs) {
    Set<Trait> traits =
        kind == Kind.ACTIVATION ? EnumSet.of(Trait.RESHAPING) : EnumSet.noneOf(Trait.class);
    try {
      lab.function(kind, spec, List.of(inputs), 0);
    } catch (GraftException e) {
      proof.note("not checked", "the usual configuration does not fit: " + e.getMessage());
      return;
    }
    new FunctionProof(lab, kind, spec, traits, List.of(inputs)).run(proof);
  }

  /** Whether examples are independent in training is for the author to say, so it is not asked. */
  private static void layer(Proof proof, Lab lab, Spec spec) {
    String refusals = "";
    for (List<TensorType> inputs : LAYER_INPUTS) {
      LayerProof candidate =
          new LayerProof(lab, spec, EnumSet.of(Trait.BATCH_DEPENDENT), inputs, Map.of());
      try {
        candidate.dryRun();
      } catch (GraftException e) {
        refusals = e.getMessage();
        continue;
      }
      proof.note("inputs", inputs.toString());
      candidate.run(proof);
      return;
    }
    proof.note("not checked", "none of the usual inputs fits: " + refusals);
  }

  private static void scored(Proof proof, Lab lab, Kind kind, Spec spec) {
    String refusals = "";
    for (List<TensorType> inputs : SCORED) {
      try {
        if (kind == Kind.LOSS) {
          lab.function(kind, spec, inputs, 0);
          proof.note("inputs", inputs.toString());
          function(proof, lab, kind, spec, inputs.toArray(TensorType[]::new));
        } else {
          MetricProof candidate = new MetricProof(lab, spec, inputs.get(0), inputs.get(1));
          candidate.dryRun();
          proof.note("inputs", inputs.toString());
          candidate.run(proof);
        }
        return;
      } catch (GraftException e) {
        refusals = e.getMessage();
      }
    }
    proof.note("not checked", "none of the usual inputs fits: " + refusals);
  }

  /** A spec with something in each field that must be given. */
  private static Spec spec(TypeInfo info) {
    Spec spec = Spec.of(info.type());
    for (TypeInfo.Field field : info.fields()) {
      if (field.defaultValue().isEmpty()) {
        spec = spec.with(field.name(), example(info.kind(), field));
      }
    }
    return spec;
  }

  /** A whole number suits every field of numbers but those below 1. */
  private static Object example(Kind kind, TypeInfo.Field field) {
    String type = field.type();
    if (kind == Kind.SCHEDULE && type.equals("spec")) {
      return Map.of("type", "constant", "learning_rate", 0.5);
    }
    if (type.contains("int") || type.contains("long")) {
      return 3L;
    } else if (type.contains("float") || type.contains("number")) {
      return 0.5;
    } else if (type.contains("bool")) {
      return true;
    }
    return type.contains("spec") || type.contains("type") ? "tanh" : "x";
  }
}
