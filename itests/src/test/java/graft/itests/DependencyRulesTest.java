package graft.itests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DESIGN's rules of dependency, over the classes of all bundles. */
class DependencyRulesTest {
  private static final JavaClasses GRAFT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("graft");

  private static void check(ArchRule rule) {
    // Not every bundle has classes yet that a rule is about.
    rule.allowEmptyShould(true).check(GRAFT);
  }

  @Test
  void allBundlesAreLookedAt() {
    Set<String> bundles =
        GRAFT.stream().map(type -> type.getPackageName().split("\\.")[1]).collect(toSet());
    Set<String> expected =
        Set.of("api", "core", "accel", "data", "layers", "losses", "metrics", "optimizers");
    assertTrue(bundles.containsAll(expected), () -> "only " + bundles);
    assertTrue(bundles.containsAll(Set.of("launcher", "shell", "tck")), () -> "only " + bundles);
  }

  @Test
  void apiNeedsNothingButAnnotations() {
    check(
        classes()
            .that()
            .resideInAPackage("graft.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "graft.api..",
                "java..",
                "org.jspecify.annotations",
                "org.osgi.annotation..",
                "org.osgi.service.component.annotations"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "graft.core",
        "graft.layers",
        "graft.optimizers",
        "graft.losses",
        "graft.metrics",
        "graft.data",
        "graft.accel.cpu",
        "graft.shell",
        "graft.tck",
        // The interpreter is an accelerator as any other.
        "graft.core.reference"
      })
  void ofGraftOnlyTheApiIsUsed(String bundle) {
    check(
        classes()
            .that()
            .resideInAPackage(bundle + "..")
            .should()
            .onlyDependOnClassesThat(
                resideOutsideOfPackage("graft..")
                    .or(resideInAnyPackage("graft.api..", bundle + ".."))));
  }

  @Test
  void launcherKnowsNothingOfGraft() {
    check(
        classes()
            .that()
            .resideInAPackage("graft.launcher..")
            .should()
            .onlyDependOnClassesThat(
                resideOutsideOfPackage("graft..").or(resideInAnyPackage("graft.launcher.."))));
  }

  @Test
  void vectorsAndGeneratedCodeAreTheCpuAccelerators() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("graft.accel.cpu..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jdk.incubator..", "org.objectweb.asm.."));
  }

  @Test
  void theFrameworkIsUsedByRegistryLauncherAndShell() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "graft.core.registry..", "graft.deploy..", "graft.launcher..", "graft.shell..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.osgi.framework.."));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("graft.(**)").should().beFreeOfCycles());
  }

  @Test
  void noPackageIsSplit() {
    Map<String, Set<URI>> places =
        GRAFT.stream()
            .collect(
                groupingBy(
                    JavaClass::getPackageName, mapping(DependencyRulesTest::bundle, toSet())));
    places.values().removeIf(bundles -> bundles.size() == 1);
    assertEquals(Map.of(), places);
  }

  /** The jar, or folder of classes, that a class comes from. */
  private static URI bundle(JavaClass type) {
    String place = type.getSource().orElseThrow().getUri().toString();
    return URI.create(place.substring(0, place.lastIndexOf(type.getName().replace('.', '/'))));
  }

  @Test
  void noClassIsFoundByNameOrByContext() {
    check(noClasses().should().callMethod(Class.class, "forName", String.class));
    check(
        noClasses()
            .should()
            .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class));
    check(noClasses().should().callMethod(Thread.class, "getContextClassLoader"));
  }

  @Test
  void onlyLauncherAndShellPrint() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("graft.launcher..", "graft.shell..")
            .should(ACCESS_STANDARD_STREAMS));
  }
}
