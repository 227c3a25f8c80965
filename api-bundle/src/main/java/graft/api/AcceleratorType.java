package graft.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The type name of an accelerator: the service property {@code graft.accelerator.type} and the
 * capability {@code graft.type;kind=accelerator;type=…} of its bundle.
 */
@ComponentPropertyType
@Capability(namespace = "graft.type", attribute = "kind=accelerator")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface AcceleratorType {
  String PREFIX_ = "graft.";

  /** The name in files, in snake_case. */
  @Attribute("type")
  String value();
}
