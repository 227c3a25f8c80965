package graft.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The type name of an activation: the service property {@code graft.activation.type} and the
 * capability {@code graft.type;kind=activation;type=…} of its bundle.
 */
@ComponentPropertyType
@Capability(namespace = "graft.type", attribute = "kind=activation")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ActivationType {
  String PREFIX_ = "graft.";

  /** The name in files, in snake_case. */
  @Attribute("type")
  String value();
}
