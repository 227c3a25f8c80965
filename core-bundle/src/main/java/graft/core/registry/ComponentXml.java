package graft.core.registry;

import graft.api.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A component description as bnd writes it ({@code OSGI-INF/*.xml}, OSGi Compendium 112.4), as far
 * as a plain class path has a use for it.
 *
 * @param activate the name of the method to call after the constructor, or empty
 * @param isInjected true if it has references, or arguments of its constructor
 */
record ComponentXml(
    String implementation,
    Set<String> interfaces,
    Map<String, String> properties,
    String activate,
    String deactivate,
    boolean isInjected) {

  ComponentXml {
    interfaces = Set.copyOf(interfaces);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /**
   * Reads a description. No document type, no entities.
   *
   * @throws IOException if it is none
   */
  static ComponentXml read(InputStream in, String path) throws IOException {
    try {
      // The JDK's own parser: nothing is looked up by the context class loader.
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      var builder = factory.newDocumentBuilder();
      // Its default handler prints.
      builder.setErrorHandler(null);
      return of(builder.parse(in).getDocumentElement(), path);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(path + ": is no component description: " + e.getMessage(), e);
    }
  }

  private static ComponentXml of(Element root, String path) throws IOException {
    List<Element> implementations = elements(root, "implementation");
    if (implementations.size() != 1) {
      throw new IOException(path + ": expected one implementation, got " + implementations.size());
    }
    Set<String> interfaces = new HashSet<>();
    elements(root, "provide").forEach(e -> interfaces.add(e.getAttribute("interface")));
    Map<String, String> properties = new LinkedHashMap<>();
    for (Element property : elements(root, "property")) {
      properties.put(
          property.getAttribute("name"),
          property.hasAttribute("value")
              ? property.getAttribute("value")
              : property.getTextContent().trim());
    }
    String arguments = root.getAttribute("init");
    return new ComponentXml(
        implementations.get(0).getAttribute("class"),
        interfaces,
        properties,
        root.getAttribute("activate"),
        root.getAttribute("deactivate"),
        !elements(root, "reference").isEmpty() || !(arguments.isEmpty() || arguments.equals("0")));
  }

  private static List<Element> elements(Element root, String name) {
    NodeList nodes = root.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  /** The kinds that it has both a type name and the interface of. */
  List<Kind> kinds() {
    return Arrays.stream(Kind.values())
        .filter(kind -> properties.containsKey(kind.property()))
        .filter(
            kind ->
                PluginTypes.interfaces(kind).stream()
                    .map(Class::getName)
                    .anyMatch(interfaces::contains))
        .toList();
  }

  String type(Kind kind) {
    return String.valueOf(properties.get(kind.property()));
  }

  int ranking() {
    String text = properties.getOrDefault("service.ranking", "0");
    return text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : 0;
  }
}
