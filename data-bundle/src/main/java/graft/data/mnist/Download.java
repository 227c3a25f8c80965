package graft.data.mnist;

import graft.api.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches files of known SHA-256 by HTTP. What has come so far lies in {@code NAME.part}, and a
 * later attempt, of this process or another, at this mirror or the next, goes on from there. A file
 * appears under its name when it is whole and its hash is right.
 */
final class Download implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Download.class.getName());
  private static final int ATTEMPTS = 3;
  private static final int CHUNK = 1 << 16;
  private static final long MOST_BYTES = 256L << 20;
  private static final long SHOWN_EVERY = 2L << 20;

  private final Duration patience;
  private final HttpClient client;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "graft-download");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param patience how long to wait for a connection, and for the next bytes
   */
  Download(Duration patience) {
    this.patience = patience;
    client =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /** Why a mirror did not deliver. */
  private static final class Refusal extends IOException {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message);
    }
  }

  /**
   * Fetches a file from the first mirror that has it.
   *
   * @throws DataException if none has; the message says why for each
   */
  void fetch(Iterable<String> mirrors, Path target, String sha256) {
    StringBuilder reasons = new StringBuilder();
    for (String mirror : mirrors) {
      String url = mirror + (mirror.endsWith("/") ? "" : "/") + target.getFileName();
      try {
        fetch(URI.create(url), target, sha256);
        return;
      } catch (IOException | IllegalArgumentException e) {
        String plain = e instanceof ConnectException ? "no connection" : e.toString();
        String reason = e.getMessage() == null ? plain : e.getMessage();
        reasons.append(reasons.length() == 0 ? "" : "; ").append(url).append(": ").append(reason);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DataException(
            url, "the download was interrupted", "it goes on when called again");
      }
    }
    throw new DataException(
        target.toString(),
        "cannot be downloaded: " + reasons,
        "say mirrors=URL;URL, or put the files into a folder and say mnist:FOLDER");
  }

  private void fetch(URI url, Path target, String sha256) throws IOException, InterruptedException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    boolean begun = size(part) > 0;
    LOG.log(System.Logger.Level.INFO, "downloading {0}", url);
    for (int attempt = 1; ; attempt++) {
      long before = size(part);
      try {
        transfer(url, part);
        break;
      } catch (Refusal e) {
        throw e;
      } catch (IOException e) {
        if (attempt >= ATTEMPTS || size(part) == before) {
          throw e;
        }
        LOG.log(
            System.Logger.Level.INFO, "{0} broke off after {1} bytes, going on", url, size(part));
      }
    }
    String got = sha256(part);
    if (!got.equals(sha256)) {
      Files.delete(part);
      if (begun) { // perhaps what lay there was of another file
        fetch(url, target, sha256);
        return;
      }
      throw new Refusal("its SHA-256 is " + got + ", expected " + sha256);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private void transfer(URI url, Path part) throws IOException, InterruptedException {
    long have = size(part);
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(patience);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      String range = response.headers().firstValue("Content-Range").orElse("");
      boolean onward = status == 206 && range.startsWith("bytes " + have + "-");
      if (status == 416 && have > 0) {
        return; // Nothing is left to fetch: the hash decides.
      }
      if (status != 200 && !onward) {
        throw new Refusal("the server answers " + status);
      }
      long from = onward ? have : 0;
      long all = from + response.headers().firstValueAsLong("Content-Length").orElse(-1 - from);
      copy(body, part, from, all, url);
    }
  }

  private void copy(InputStream body, Path part, long from, long all, URI url) throws IOException {
    AtomicLong last = new AtomicLong(System.nanoTime());
    long limit = patience.toNanos();
    var watchdog =
        watch.scheduleWithFixedDelay(
            () -> {
              if (System.nanoTime() - last.get() > limit) {
                closeQuietly(body);
              }
            },
            limit / 4,
            limit / 4,
            TimeUnit.NANOSECONDS);
    long count = from;
    long shown = from;
    StandardOpenOption how =
        from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    byte[] buffer = new byte[CHUNK];
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        out.write(buffer, 0, n);
        count += n;
        last.set(System.nanoTime());
        if (count > MOST_BYTES) {
          throw new Refusal("it sends more than " + MOST_BYTES + " bytes");
        }
        if (count - shown >= SHOWN_EVERY) {
          shown = count;
          String of = all > 0 ? " of " + all / 1_000_000 : "";
          LOG.log(System.Logger.Level.INFO, "{0}: {1}{2} MB", url, count / 1_000_000, of);
        }
      }
    } finally {
      watchdog.cancel(false);
    }
    if (count < all || System.nanoTime() - last.get() > limit) {
      throw new IOException(
          "it broke off after " + count + (all > 0 ? " of " + all : "") + " bytes");
    }
  }

  private static void closeQuietly(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a stalled download", e);
    }
  }

  /** The SHA-256 of a file in hexadecimal digits. */
  static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
