package graft.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The type name of a layer: the service property {@code graft.layer.type} and the capability {@code
 * graft.type;kind=layer;type=…} of its bundle.
 */
@ComponentPropertyType
@Capability(namespace = "graft.type", attribute = "kind=layer")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface LayerType {
  String PREFIX_ = "graft.";

  /** The name in files, in snake_case. */
  @Attribute("type")
  String value();
}
