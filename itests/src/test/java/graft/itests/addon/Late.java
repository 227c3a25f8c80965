package graft.itests.addon;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Put into a deploy folder while the framework runs. */
public final class Late implements BundleActivator {
  @Override
  public void start(BundleContext context) {}

  @Override
  public void stop(BundleContext context) {}
}
