package graft.core.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.Kind;
import graft.api.MissingTypeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathProvidersTest {
  @TempDir Path folder;

  private static String component(String type, String fake, String more, String inner) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%2$s" %3$s>
          <property name="graft.activation.type" type="String" value="%1$s"/>
          <property name="service.ranking" type="Integer" value="4"/>
          <service><provide interface="graft.api.Activation"/></service>
          %4$s
          <implementation class="graft.core.registry.Fakes$%2$s"/>
        </scr:component>
        """
        .formatted(type, fake, more, inner);
  }

  private static Map<String, String> jar(String... pathsAndTexts) {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put("OSGI-INF/" + pathsAndTexts[i] + ".xml", pathsAndTexts[i + 1]);
    }
    files.put(
        "META-INF/MANIFEST.MF",
        "Manifest-Version: 1.0\nBundle-SymbolicName: acme.plugins;singleton:=true\n"
            + "Bundle-Version: 1.2.3\nService-Component: "
            + String.join(",", files.keySet())
            + "\n");
    return files;
  }

  private URL zip(String name, Map<String, String> files) throws IOException {
    Path path = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return path.toUri().toURL();
  }

  private URL unpacked(String name, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(name).resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return folder.resolve(name).toUri().toURL();
  }

  private static Object plugin(ClassPathProviders providers, String type) {
    return providers.registry().use(Kind.ACTIVATION, type, (plugin, provider) -> plugin);
  }

  @Test
  void componentsOfJarsAndFoldersAreFoundWithTheirProperties() throws IOException {
    URL jar = zip("a plugin.jar", jar("relu", component("relu", "Relu", "", "")));
    URL classes = unpacked("some classes", jar("living", component("living", "Living", "", "")));
    try (URLClassLoader loader =
            new URLClassLoader(new URL[] {jar, classes}, getClass().getClassLoader());
        ClassPathProviders providers = new ClassPathProviders(loader)) {
      Provider relu =
          providers
              .registry()
              .use(
                  Kind.ACTIVATION,
                  "relu",
                  (plugin, provider) -> {
                    assertEquals(Fakes.Relu.class, plugin.getClass());
                    return provider;
                  });
      assertEquals("activation 'relu' of acme.plugins 1.2.3", relu.toString());
      assertEquals(4, relu.ranking());
      assertEquals(Fakes.Living.class, plugin(providers, "living").getClass());
    }
  }

  @Test
  void anInstanceIsMadeAtFirstUseAndDeactivatedAtTheEnd() throws IOException {
    Fakes.Living.life = "";
    URL jar =
        zip(
            "living.jar",
            jar(
                "living",
                component("living", "Living", "activate=\"start\" deactivate=\"stop\"", "")));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar}, getClass().getClassLoader());
        ClassPathProviders providers = new ClassPathProviders(loader)) {
      assertEquals("", Fakes.Living.life);
      assertSame(plugin(providers, "living"), plugin(providers, "living"));
      assertEquals("+", Fakes.Living.life);
    }
    assertEquals("+-", Fakes.Living.life);
  }

  @Test
  void componentsThatNeedInjectionAreLeftOut() throws IOException {
    URL jar =
        zip(
            "injected.jar",
            jar(
                "a", component("a", "Injected", "init=\"1\"", ""),
                "b", component("b", "Relu", "", "<reference name=\"x\" interface=\"X\"/>"),
                "c", component("c", "Broken", "", ""),
                "d", component("d", "Absent", "", "")));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar}, getClass().getClassLoader());
        ClassPathProviders providers = new ClassPathProviders(loader)) {
      assertEquals(
          List.of("c", "d"),
          providers.registry().providers(Kind.ACTIVATION).stream().map(Provider::type).toList());
      String broken =
          assertThrows(MissingTypeException.class, () -> plugin(providers, "c")).getMessage();
      assertTrue(broken.contains("no such device"), broken);
      String absent =
          assertThrows(MissingTypeException.class, () -> plugin(providers, "d")).getMessage();
      assertTrue(absent.contains("ClassNotFoundException"), absent);
    }
  }

  @Test
  void aConstructorWithArgumentsIsRefusedByName() throws IOException {
    URL jar = zip("wrong.jar", jar("a", component("a", "Injected", "", "")));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar}, getClass().getClassLoader());
        ClassPathProviders providers = new ClassPathProviders(loader)) {
      String message =
          assertThrows(MissingTypeException.class, () -> plugin(providers, "a")).getMessage();
      assertTrue(
          message.contains("graft.core.registry.Fakes$Injected needs what only OSGi injects"),
          message);
    }
  }

  @Test
  void ofTwoJarsWithOneClassTheFirstCounts() throws IOException {
    Map<String, String> files = jar("relu", component("relu", "Relu", "", ""));
    URL a = zip("a.jar", files);
    URL b = zip("b.jar", files);
    // The class path of this test may bring providers of its own.
    assertEquals(generation(a), generation(a, b));
  }

  private long generation(URL... jars) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(jars, getClass().getClassLoader());
        ClassPathProviders providers = new ClassPathProviders(loader)) {
      return providers.registry().generation();
    }
  }

  @Test
  void aBrokenDescriptionLeavesTheOthersAlone() throws IOException {
    URL bad = zip("bad.jar", jar("relu", "<component><implementation class='x'/></component"));
    URL good = zip("good.jar", jar("relu", component("relu", "Relu", "", "")));
    try (URLClassLoader loader =
            new URLClassLoader(new URL[] {bad, good}, getClass().getClassLoader());
        ClassPathProviders providers = new ClassPathProviders(loader)) {
      assertEquals(Fakes.Relu.class, plugin(providers, "relu").getClass());
    }
  }

  @Test
  void documentTypesAreRefused() {
    String xml =
        "<!DOCTYPE c [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
            + "<component><implementation class=\"x\">&e;</implementation></component>";
    byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
    assertThrows(
        IOException.class, () -> ComponentXml.read(new ByteArrayInputStream(bytes), "x.xml"));
  }
}
