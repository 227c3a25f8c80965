package graft.data;

import graft.api.Spec;
import graft.tck.Tck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each source through the kit, as an application finds it: by its type name. */
class SourceContractTest {
  @TempDir Path folder;

  private Spec of(String type, String field, String content) throws IOException {
    Path file = Files.writeString(folder.resolve(type + ".txt"), content);
    return Spec.of(type).with(field, file.toString());
  }

  @Test
  void tables() throws IOException {
    Tck.source(of("csv", "file", "a,b,y\n1,u,3\n4,v,6\n"));
    Tck.source(of("csv", "file", "a,b,y\n1,u,3\n4,v,6\n").with("stream", true));
    Tck.source(of("tsv", "file", "a\tb\ty\n1\tu\t3\n"));
  }

  @Test
  void texts() throws IOException {
    Tck.source(of("text_lines", "files", "one\ntwo\n"));
    Tck.source(of("text_files", "path", "").with("path", folder.toString()));
    Tck.source(of("characters", "file", "abcabcabcabc").with("length", 3));
  }

  @Test
  void ratings() throws IOException {
    Tck.source(of("movielens", "path", "1\t2\t3\t4\n"));
    Tck.source(Spec.of("synthetic_ratings"));
  }

  @Test
  void digits() {
    Tck.source(Spec.of("digits").with("examples", 20));
  }
}
