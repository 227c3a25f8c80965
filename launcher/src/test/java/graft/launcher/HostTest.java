package graft.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

class HostTest {
  @Test
  void reasonIsTheLastLinkOfTheChain() {
    // As Felix 7.0.5 says it.
    String message =
        "Unable to resolve graft-core [4](R 4.0): missing requirement [graft-core [4](R 4.0)]"
            + " osgi.wiring.package; (&(osgi.wiring.package=graft.api)(version>=1.0.0))"
            + " [caused by: Unable to resolve graft-api [2](R 2.0): missing requirement"
            + " [graft-api [2](R 2.0)] osgi.ee; (&(osgi.ee=JavaSE)(version=99))]"
            + " Unresolved requirements: [[graft-core [4](R 4.0)] osgi.wiring.package; (a=b)]";
    assertEquals(
        "graft-api lacks osgi.ee (&(osgi.ee=JavaSE)(version=99))",
        Host.reason(new BundleException(message)));
  }

  @Test
  void reasonOfAFailedActivatorIsItsCause() {
    BundleException e = new BundleException("Activator start error", new RuntimeException("no"));
    assertEquals("java.lang.RuntimeException: no", Host.reason(e));
  }
}
