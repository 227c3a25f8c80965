package graft.shell;

import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Component;

/** Runs a command line: the service that the launcher hands its arguments to, with JDK types only. */
@Component(property = "graft.verbs:Boolean=true")
public final class Verbs implements ToIntFunction<String[]> {
  @Override
  public int applyAsInt(String[] args) {
    System.out.println(String.join(" ", args));
    return 0;
  }
}
