package graft.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a configuration field that is left out, as JSON ({@code "8"}, {@code "[1, 1]"});
 * text that is no JSON is a string, so {@code "relu"} needs no quotes inside. A field without a
 * default must be given, unless it is an {@link java.util.Optional}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
