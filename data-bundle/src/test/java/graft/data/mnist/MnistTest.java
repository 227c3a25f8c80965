package graft.data.mnist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import graft.api.DataException;
import graft.api.data.Dataset;
import graft.data.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MnistTest {
  private static final String TRAIN = "train-images-idx3-ubyte.gz";

  /** Held, since a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger(Download.class.getName());

  @TempDir Path home;

  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, String> hashes = new HashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  /** What a mirror does with the first request for the training images. */
  private enum Fault {
    BREAKS_OFF,
    STALLS,
    IGNORES_RANGES
  }

  @BeforeEach
  void serve() throws IOException {
    LOG.setLevel(Level.OFF);
    // Two images of noise, so that gzip cannot make them smaller than what a fault cuts off.
    byte[] pixels = new byte[2 * 784];
    new Random(1).nextBytes(pixels);
    byte[] images =
        ByteBuffer.allocate(16 + pixels.length)
            .putInt(0x803)
            .putInt(2)
            .putInt(28)
            .putInt(28)
            .put(pixels)
            .array();
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 2, 3, 9};
    for (String part : List.of("train", "t10k")) {
      add(part + "-images-idx3-ubyte.gz", images);
      add(part + "-labels-idx1-ubyte.gz", labels);
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/good/", exchange -> answer(exchange, true));
    server.createContext("/none/", exchange -> exchange.sendResponseHeaders(404, -1));
    server.createContext(
        "/wrong/",
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write(new byte[5]);
          exchange.close();
        });
    for (Fault fault : Fault.values()) {
      server.createContext("/" + fault + "/", exchange -> answer(exchange, fault));
    }
    server.start();
  }

  @AfterEach
  void stop() {
    LOG.setLevel(null);
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void add(String name, byte[] content) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(content);
    }
    files.put(name, zipped.toByteArray());
    Path copy = Files.write(home.resolve("copy"), zipped.toByteArray());
    hashes.put(name, Download.sha256(copy));
  }

  private void answer(HttpExchange exchange, Fault fault) throws IOException {
    boolean first =
        exchange.getRequestURI().getPath().endsWith(TRAIN)
            && requests.stream().noneMatch(request -> request.contains(TRAIN));
    if (!first) {
      answer(exchange, fault != Fault.IGNORES_RANGES);
      return;
    }
    byte[] content = note(exchange);
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, 1_000);
    exchange.getResponseBody().flush();
    if (fault == Fault.STALLS) {
      await();
    }
    exchange.close();
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] note(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(path + (range == null ? "" : " " + range));
    return files.get(path.substring(path.lastIndexOf('/') + 1));
  }

  private void answer(HttpExchange exchange, boolean ranges) throws IOException {
    byte[] content = note(exchange);
    String range = ranges ? exchange.getRequestHeaders().getFirst("Range") : null;
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    if (range != null) {
      String all = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
      exchange.getResponseHeaders().add("Content-Range", all);
    }
    byte[] rest = Arrays.copyOfRange(content, from, content.length);
    exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
    exchange.getResponseBody().write(rest);
    exchange.close();
  }

  private Mnist.Config mirrors(Object... names) {
    List<String> urls = new ArrayList<>();
    for (Object name : names) {
      urls.add("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name + "/");
    }
    return new Mnist.Config(Optional.empty(), urls);
  }

  private Mnist mnist() {
    return new Mnist(hashes, home, Duration.ofMillis(800));
  }

  private Path folder() {
    return home.resolve("data/mnist");
  }

  @Test
  void filesAreDownloadedOnce() throws IOException {
    try (Dataset data = mnist().open(mirrors("good"));
        Dataset test = mnist().openTest(mirrors("good")).orElseThrow()) {
      assertArrayEquals(new int[] {3, 9}, (int[]) Rows.of(data).array(1));
      assertEquals(2, test.size());
      assertEquals(4, data.notes().size());
      assertEquals(4, requests.size());
      assertArrayEquals(files.get(TRAIN), Files.readAllBytes(folder().resolve(TRAIN)));
      assertFalse(Files.exists(folder().resolve(TRAIN + ".part")));
    }
  }

  @Test
  void brokenTransferGoesOnWhereItEnded() {
    open(Fault.BREAKS_OFF);
    assertTrue(requests.contains("/BREAKS_OFF/" + TRAIN + " bytes=1000-"), requests.toString());
  }

  @Test
  void stalledTransferGoesOnWhereItEnded() {
    open(Fault.STALLS);
    assertTrue(requests.contains("/STALLS/" + TRAIN + " bytes=1000-"), requests.toString());
  }

  @Test
  void serverThatKnowsNoRangesSendsAllAgain() {
    open(Fault.IGNORES_RANGES);
  }

  private void open(Fault fault) {
    try (Dataset data = mnist().open(mirrors(fault))) {
      assertEquals(2, data.size());
    }
  }

  @Test
  void laterCallGoesOnWhereAnEarlierOneEnded() throws IOException {
    Files.createDirectories(folder());
    Files.write(folder().resolve(TRAIN + ".part"), Arrays.copyOf(files.get(TRAIN), 700));
    try (Dataset data = mnist().open(mirrors("good"))) {
      assertEquals(2, data.size());
      assertTrue(requests.contains("/good/" + TRAIN + " bytes=700-"), requests.toString());
    }
  }

  @Test
  void damagedBeginningIsFetchedAgain() throws IOException {
    Files.createDirectories(folder());
    Files.write(folder().resolve(TRAIN + ".part"), new byte[700]);
    Files.write(folder().resolve("t10k-labels-idx1-ubyte.gz"), new byte[7]);
    try (Dataset data = mnist().open(mirrors("good"))) {
      assertEquals(2, data.size());
    }
  }

  @Test
  void nextMirrorIsAskedAfterAnErrorOrAWrongHash() {
    try (Dataset data = mnist().open(mirrors("none", "wrong", "good"))) {
      assertEquals(2, data.size());
    }
  }

  @Test
  void oneMessageSaysWhyEachMirrorFailed() {
    Mnist.Config config = mirrors("none", "wrong");
    List<String> urls = new ArrayList<>(config.mirrors());
    urls.add("http://127.0.0.1:1/");
    Mnist.Config all = new Mnist.Config(Optional.empty(), urls);
    DataException e = assertThrows(DataException.class, () -> mnist().open(all));
    assertTrue(e.getMessage().contains("/none/t10k-images-idx3-ubyte.gz: the server answers 404"));
    assertTrue(e.getMessage().contains("its SHA-256 is 8855508aade16ec573d21e6a485dfd0a7624085c1"));
    assertTrue(
        e.getMessage().contains("http://127.0.0.1:1/t10k-images-idx3-ubyte.gz: no conn"),
        e.getMessage());
    assertTrue(e.getMessage().contains("say mnist:FOLDER"), e.getMessage());
  }

  @Test
  void folderIsReadPackedOrNot() throws IOException {
    Path folder = Files.createDirectory(home.resolve("own"));
    Files.write(folder.resolve(TRAIN), files.get(TRAIN));
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 2, 1, 2};
    Files.write(folder.resolve("train-labels.idx1-ubyte"), labels);
    Mnist.Config config = new Mnist.Config(Optional.of(folder.toString()), List.of());
    try (Dataset data = mnist().open(config)) {
      assertArrayEquals(new int[] {1, 2}, (int[]) Rows.of(data).array(1));
    }
    DataException e = assertThrows(DataException.class, () -> mnist().openTest(config));
    assertTrue(e.getMessage().contains("there is no t10k-images-idx3-ubyte.gz"), e.getMessage());
  }
}
