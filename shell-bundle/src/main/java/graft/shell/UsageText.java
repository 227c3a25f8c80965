package graft.shell;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, as one line of {@code where: what; hint}. */
final class UsageText {
  private UsageText() {}

  static VerbFailed failure(ParameterException e) {
    String verb = e.getCommandLine().getCommandName();
    boolean root = e.getCommandLine().getParent() == null;
    String parent = root ? "" : e.getCommandLine().getParent().getCommandName();
    String command = (parent + " " + verb).strip();
    String where = root || verb.isEmpty() ? "" : verb + ": ";
    String list = command.isEmpty() ? "help" : command + " --help";
    String hint = root ? list + " lists the verbs" : command + " --help says more";
    return new VerbFailed(2, "graft: " + where + what(e) + "; hint: " + hint.strip());
  }

  private static String what(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return expected(missing.getMissing().get(0), "nothing");
    }
    if (e.getCause() instanceof TypeConversionException conversion && e.getArgSpec() != null) {
      return name(e.getArgSpec()) + ": " + conversion.getMessage();
    }
    return oneLine(String.valueOf(e.getMessage()));
  }

  private static String expected(ArgSpec argument, String got) {
    return argument.isOption()
        ? name(argument) + ": expected " + argument.paramLabel() + ", got " + got
        : "expected " + argument.paramLabel() + " (" + description(argument) + "), got " + got;
  }

  /**
   * Refuses empty arguments, such as those of a script's variable that is not set; only a text may
   * be empty.
   */
  static void requireValues(ParseResult verb) {
    for (ArgSpec argument : verb.matchedArgs()) {
      if (argument.stringValues().contains("") && !argument.paramLabel().equals("TEXT")) {
        throw new ParameterException(verb.commandSpec().commandLine(), expected(argument, "''"));
      }
    }
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String word = e.getUnmatched().get(0);
    List<String> near = e.getSuggestions();
    String meant = near.isEmpty() ? "" : ", did you mean " + near.get(0) + "?";
    if (e.isUnknownOption()) {
      return "there is no option " + word + meant;
    }
    return e.getCommandLine().getParent() == null
        ? "there is no verb '" + word + "'" + meant
        : "'" + word + "' is one argument too many";
  }

  private static String name(ArgSpec argument) {
    return argument instanceof CommandLine.Model.OptionSpec option
        ? option.longestName()
        : argument.paramLabel();
  }

  private static String description(ArgSpec argument) {
    return String.join(" ", argument.description());
  }

  /** The number of a text, for picocli. */
  static Long wholeNumber(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("expected a whole number, got '" + text + "'");
    }
  }

  static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
