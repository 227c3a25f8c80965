package graft.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code graft test} is the start script's; here it is for the list of verbs. */
@Command(
    name = "test",
    description = "Run all tests (in a checkout): [--no-build] [--long] [--without-data].")
final class TestVerb implements Callable<Integer> {
  private final Session session;

  @Unmatched String[] rest = {};

  TestVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.err().println("graft: the tests run from a checkout, by its own ./graft test");
    return 2;
  }
}
