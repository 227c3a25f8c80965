package graft.shell;

import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The launcher's way to ask the running verb to end, with JDK types only. */
@Component(service = BooleanSupplier.class, property = "graft.stop:Boolean=true")
public final class StopSignal implements BooleanSupplier {
  private final Verbs verbs;

  @Activate
  public StopSignal(@Reference Verbs verbs) {
    this.verbs = verbs;
  }

  @Override
  public boolean getAsBoolean() {
    return verbs.stop();
  }
}
