package graft.core.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graft.api.GraftException;
import graft.api.Kind;
import graft.api.MissingTypeException;
import graft.api.run.TypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private final Registry registry = new Registry();

  private Registration add(String bundle, String version, int ranking, long id) {
    return add(bundle, version, ranking, id, () -> new Lease(bundle, () -> {}));
  }

  private Registration add(
      String bundle, String version, int ranking, long id, Supplier<Lease> source) {
    return registry.add(new Provider(Kind.LAYER, "dense", bundle, version, ranking, id, 0), source);
  }

  private Object winner() {
    return registry.use(Kind.LAYER, "dense", (plugin, provider) -> plugin);
  }

  @Test
  void highestRankingThenVersionThenLowestIdWins() {
    add("old", "1.9.0", 0, 1);
    add("late", "1.10.0", 0, 3);
    add("first", "1.10.0", 0, 2);
    assertEquals("first", winner());
    Registration ranked = add("ranked", "0.1.0", 5, 9);
    assertEquals("ranked", winner());
    ranked.close();
    assertEquals("first", winner());
  }

  @Test
  void eachChangeRaisesTheGenerationAndTheWinnerKnowsItsOwn() {
    assertEquals(-1, registry.generation(Kind.LAYER, "dense"));
    long before = registry.generation();
    Registration a = add("a", "1.0.0", 0, 1);
    assertEquals(before + 1, registry.generation(Kind.LAYER, "dense"));
    Registration b = add("b", "2.0.0", 0, 2);
    assertEquals(before + 2, registry.generation(Kind.LAYER, "dense"));
    b.close();
    assertEquals(before + 1, registry.generation(Kind.LAYER, "dense"));
    assertEquals(before + 3, registry.generation());
    a.close();
    a.close();
    assertEquals(before + 4, registry.generation());
    assertEquals(-1, registry.generation(Kind.LAYER, "dense"));
  }

  @Test
  void anInstanceIsGivenBackEvenIfTheBodyThrows() {
    List<String> calls = new ArrayList<>();
    add(
        "a",
        "1.0.0",
        0,
        1,
        () -> {
          calls.add("get");
          return new Lease(new AtomicInteger(), () -> calls.add("unget"));
        });
    GraftException e =
        assertThrows(
            GraftException.class,
            () ->
                registry.use(
                    Kind.LAYER,
                    "dense",
                    (plugin, provider) -> {
                      calls.add("body");
                      throw new IllegalStateException("two\nlines");
                    }));
    assertEquals(List.of("get", "body", "unget"), calls);
    assertEquals(
        "layer 'dense' of a 1.0.0 failed with java.lang.IllegalStateException: two lines; hint:"
            + " report it to its author",
        e.getMessage());
  }

  /** What it throws begins in the JDK. */
  private static final class Careless implements Runnable {
    @Override
    public void run() {
      List.of(1).get(3);
    }
  }

  @Test
  void theTextOfAFaultHasThePlaceInThePluginsOwnCode() {
    Careless careless = new Careless();
    Throwable fault = assertThrows(RuntimeException.class, careless::run);
    String text = PluginFault.text(fault, careless);
    assertTrue(text.matches(".*Exception.*, at RegistryTest\\.java:\\d+"), text);
    // Of code in another package there is no line in that trace.
    assertEquals(fault.toString(), PluginFault.text(fault, new AtomicInteger()));
  }

  @Test
  void aConstructorThatThrowsIsTriedOnceAndTheNextBestTaken() {
    AtomicInteger tries = new AtomicInteger();
    Registration broken =
        add(
            "broken",
            "2.0.0",
            0,
            1,
            () -> {
              tries.incrementAndGet();
              throw new NoClassDefFoundError("missing/Helper");
            });
    add("good", "1.0.0", 0, 2);
    assertEquals("good", winner());
    assertEquals("good", winner());
    assertEquals(1, tries.get());
    // The one that works counts as the winner, so that a job does not trace again at each step.
    assertEquals(2, registry.generation(Kind.LAYER, "dense"));
    broken.close();
    assertEquals("good", winner());
  }

  @Test
  void aTypeNameThatNoFileCouldWriteIsLeftOut() {
    for (String type : List.of("", "two words", "a/b", "source:x", "line\n", "x".repeat(101))) {
      registry.add(Kind.LAYER, type, 0, Object::new);
    }
    registry.add(Kind.LAYER, "größe_2.1-b", 0, Object::new);
    assertEquals(
        List.of("größe_2.1-b"),
        registry.providers(Kind.LAYER).stream().map(Provider::type).toList());
  }

  @Test
  void withoutAWorkingProviderTheTypeIsMissingAndTheFaultTold() {
    add(
        "broken",
        "2.0.0",
        0,
        1,
        () -> {
          throw new IllegalStateException("no disk");
        });
    MissingTypeException e = assertThrows(MissingTypeException.class, this::winner);
    assertTrue(
        e.getMessage()
            .startsWith(
                "layer 'dense' of broken 2.0.0 does not work (java.lang.IllegalStateException: no"
                    + " disk): no layer of type 'dense' is installed"),
        e.getMessage());
  }

  @Test
  void aProviderThatIsJustGoingIsPassedOver() {
    add("going", "2.0.0", 0, 1, () -> null);
    add("staying", "1.0.0", 0, 2);
    assertEquals("staying", winner());
  }

  @Test
  void aQuarantinedProviderIsPassedOver() {
    add("hangs", "2.0.0", 0, 1);
    add("works", "1.0.0", 0, 2);
    Provider first = registry.providers(Kind.LAYER).get(0);
    registry.quarantine(first, "it took more than 30 s");
    assertEquals("works", winner());
  }

  @Test
  void aMissingTypeNamesAtMostThreeOfItsKindThatAreNear() {
    for (String type : List.of("dense", "conv1d", "conv2d", "conv3d", "conv_lstm", "dropout")) {
      registry.add(Kind.LAYER, type, 0, Object::new);
    }
    registry.add(Kind.LOSS, "conv2e", 0, Object::new);
    MissingTypeException e =
        assertThrows(
            MissingTypeException.class, () -> registry.use(Kind.LAYER, "conv4d", (p, q) -> p));
    assertEquals(List.of("conv1d", "conv2d", "conv3d"), e.nearest());
    assertEquals(
        "no layer of type 'conv4d' is installed; hint: did you mean 'conv1d' or 'conv2d' or"
            + " 'conv3d'? 'graft plugins layer' lists those that are; else install a bundle that"
            + " provides"
            + " graft.type;filter:=\"(&(kind=layer)(type=conv4d))\"",
        e.getMessage());
  }

  @Test
  void nearestTakesPrefixesSwapsAndOtherSpellings() {
    List<String> names = List.of("max_pooling2d", "softmax", "sigmoid", "dense", "adam", "sgd");
    assertEquals(List.of("max_pooling2d"), Nearest.of("MaxPooling2D", names));
    assertEquals(List.of("max_pooling2d"), Nearest.of("max_pool", names));
    assertEquals(List.of("dense"), Nearest.of("desne", names));
    assertEquals(List.of(), Nearest.of("xyz", names));
    assertEquals(List.of(), Nearest.of("d".repeat(1_000_000), names));
  }

  @Test
  void listenersHearOfEachChangeOutsideTheLock() throws Exception {
    AtomicInteger heard = new AtomicInteger();
    Registration listening =
        registry.onChange(
            () -> {
              // Another thread gets in while the listener runs: no lock is held.
              CountDownLatch looked = new CountDownLatch(1);
              new Thread(
                      () -> {
                        registry.providers(Kind.LAYER);
                        looked.countDown();
                      })
                  .start();
              try {
                assertTrue(looked.await(5, java.util.concurrent.TimeUnit.SECONDS));
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              heard.incrementAndGet();
            });
    add("a", "1.0.0", 0, 1).close();
    assertEquals(2, heard.get());
    listening.close();
    add("b", "1.0.0", 0, 2);
    assertEquals(2, heard.get());
  }

  @Test
  void typesAreDescribedAndSortedByKindAndName() {
    registry.add(Kind.ACTIVATION, "relu", 0, Fakes.Relu::new);
    registry.add(Kind.LAYER, "wide", 3, Fakes.Wide::new);
    registry.add(Kind.LAYER, "concat", 0, Fakes.Concat::new);
    registry.add(
        Kind.LAYER,
        "broken",
        0,
        () -> {
          throw new IllegalStateException();
        });
    registry.add(Kind.LAYER, "raw", 0, Fakes.Raw::new);
    List<TypeInfo> types = registry.types();
    assertEquals(List.of("concat", "wide", "relu"), types.stream().map(TypeInfo::type).toList());
    TypeInfo wide = types.get(1);
    assertEquals("y = x.", wide.doc());
    assertEquals(3, wide.ranking());
    assertEquals(2, wide.generation());
    assertEquals(
        new TypeInfo.Field("units", "int", "", "≥ 1", "The outputs."), wide.fields().get(0));
    assertEquals(
        List.of(
            "rate: float = 0.5 0 ≤ x < 1",
            "epsilon: float = 1E-7 ",
            "count: int = 9000000000 ",
            "use_bias: bool = true ",
            "label: string = \"linear\" ",
            "padding: one of valid, same_size = \"valid\" ",
            "kernel_initializer: spec = \"glorot_uniform\" ",
            "strides: list of int = [1, 1] ≥ 1",
            "inner: {depth: int ≥ 0, deep: bool} = null ",
            "seed: int = null ",
            "extra: object = {} ",
            "beta1: float = 0.9 "),
        wide.fields().stream()
            .skip(1)
            .map(f -> f.name() + ": " + f.type() + " = " + f.defaultValue() + " " + f.range())
            .toList());
  }

  @Test
  void changesAndUsesFromManyThreadsNeverMissAProvider() throws Exception {
    add("fixed", "1.0.0", 0, 1);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> faults = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int number = t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  if (number % 2 == 0) {
                    add("other" + number, "2.0.0", 0, 2 + number).close();
                  } else {
                    assertFalse(winner().toString().isEmpty());
                  }
                }
              });
      thread.setUncaughtExceptionHandler(
          (failed, fault) -> {
            synchronized (faults) {
              faults.add(fault);
            }
          });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), faults);
    assertEquals(1 + 2 * 2 * 1_000, registry.generation());
  }
}
