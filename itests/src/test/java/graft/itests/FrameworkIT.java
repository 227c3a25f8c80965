package graft.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The bundles that a user installs, in Felix and in Equinox. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FrameworkIT {
  @Inject private BundleContext context;

  @Configuration
  public Option[] configuration() {
    return new Option[] {Distribution.inFramework()};
  }

  @Test
  public void everyBundleOfGraftIsActive() {
    List<Bundle> ours =
        Arrays.stream(context.getBundles())
            .filter(bundle -> bundle.getSymbolicName().startsWith("graft-"))
            .toList();
    assertTrue("bundles of Graft: " + ours, ours.size() >= 10);
    assertEquals(List.of(), ours.stream().filter(b -> b.getState() != Bundle.ACTIVE).toList());
  }

  @Test
  public void theFrameworkIsTheOneThatTheBuildNames() {
    assertEquals(
        System.getProperty("graft.vendor"), context.getProperty("org.osgi.framework.vendor"));
  }
}
