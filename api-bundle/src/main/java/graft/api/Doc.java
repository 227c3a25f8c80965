package graft.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What {@code graft describe} and the reference say. On a field only {@link #value} counts: what it
 * means, with its unit.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Doc {
  /** One line: what the plug-in computes or the field means. */
  String value();

  /** The formula, in the names of the fields: {@code y = activation(x·kernel + bias)}. */
  String formula() default "";

  /** Shapes in and out: {@code x (batch, in) → y (batch, units)}. */
  String shapes() default "";

  /** Paper, specification, or the implementation whose numbers it has. */
  String source() default "";
}
