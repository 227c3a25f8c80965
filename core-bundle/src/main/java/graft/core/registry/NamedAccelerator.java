package graft.core.registry;

import graft.api.DType;
import graft.api.GraftException;
import graft.api.accel.Accelerator;
import graft.api.accel.Executable;
import graft.api.accel.Memory;
import graft.api.accel.Program;
import java.util.function.Supplier;

/** An accelerator whose faults name it and its bundle: whatever it throws, and null. */
public final class NamedAccelerator implements Accelerator {
  private final Accelerator accelerator;
  private final Provider provider;

  /** The accelerator of a plug-in that is held. */
  public NamedAccelerator(Held held) {
    accelerator = (Accelerator) held.plugin();
    provider = held.provider();
  }

  private <R> R call(Supplier<R> body) {
    try {
      R result = body.get();
      if (result == null) {
        throw PluginFault.of(provider, "gave null");
      }
      return result;
    } catch (GraftException e) {
      throw e;
    } catch (Throwable e) { // a plug-in may throw anything
      throw PluginFault.of(provider, accelerator, e);
    }
  }

  @Override
  public String description() {
    return call(accelerator::description);
  }

  @Override
  public String description(int threads) {
    return call(() -> accelerator.description(threads));
  }

  @Override
  public String numericsKey() {
    return call(accelerator::numericsKey);
  }

  @Override
  public Executable compile(Program program, int threads) {
    return call(() -> accelerator.compile(program, threads));
  }

  @Override
  public void usualThreads(int threads) {
    call(
        () -> {
          accelerator.usualThreads(threads);
          return provider;
        });
  }

  @Override
  public Memory allocate(DType dtype, long elements) {
    return call(() -> accelerator.allocate(dtype, elements));
  }
}
