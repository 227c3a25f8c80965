package graft.core.state;

import graft.api.DType;
import graft.api.DataException;
import graft.api.GraftException;
import graft.api.NdArray;
import graft.core.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named tensors in the published safetensors format: the length of the header (8 bytes), the header
 * (JSON: name → dtype, shape, data_offsets), the data; all little-endian, nothing between tensors.
 *
 * <p>A header is believed only as far as the file is long: nothing is allocated before the lengths
 * that it states are known to fit. Reference: github.com/huggingface/safetensors, README "Format".
 */
public final class Safetensors {
  private static final String METADATA = "__metadata__";
  private static final long GREATEST_HEADER = 100_000_000;
  private static final long GREATEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final int CHUNK = 1 << 16;

  /** What a file holds. */
  public record Content(Map<String, NdArray> tensors, Map<String, String> metadata) {
    public Content {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
      metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
  }

  private record Entry(String name, StoredType type, int[] shape, long begin, long end) {}

  private Safetensors() {}

  /** Writes tensors in the order given, wide types first, so that each lies aligned. */
  public static void write(
      OutputStream out, Map<String, NdArray> tensors, Map<String, String> metadata)
      throws IOException {
    List<Map.Entry<String, NdArray>> order = new ArrayList<>(tensors.entrySet());
    order.sort(Comparator.comparingInt(e -> -e.getValue().dtype().bytes()));
    byte[] header = header(order, metadata);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    out.write(chunk.putLong(header.length).array(), 0, Long.BYTES);
    out.write(header);
    for (Map.Entry<String, NdArray> entry : order) {
      int size = entry.getValue().size();
      int step = CHUNK / entry.getValue().dtype().bytes();
      for (int i = 0; i < size; i += step) {
        int count = Math.min(step, size - i);
        put(chunk.clear(), entry.getValue(), i, count);
        out.write(chunk.array(), 0, count * entry.getValue().dtype().bytes());
      }
    }
  }

  private static byte[] header(
      List<Map.Entry<String, NdArray>> tensors, Map<String, String> metadata) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      json.put(METADATA, new LinkedHashMap<String, Object>(metadata));
    }
    long offset = 0;
    for (Map.Entry<String, NdArray> entry : tensors) {
      NdArray tensor = entry.getValue();
      long end = offset + (long) tensor.size() * tensor.dtype().bytes();
      Map<String, Object> info = new LinkedHashMap<>();
      info.put("dtype", tensor.dtype().name());
      info.put("shape", Arrays.stream(tensor.shape()).mapToObj(i -> (Object) (long) i).toList());
      info.put("data_offsets", List.of(offset, end));
      json.put(entry.getKey(), info);
      offset = end;
    }
    byte[] text = Json.format(json).getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is missing, cut off, or its header lies; the message says where
   */
  public static Content read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), CHUNK)) {
      return read(in, Files.size(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new DataException(file.toString(), "there is no such file", "");
    } catch (IOException e) {
      throw new DataException(file.toString(), "cannot be read: " + e, "");
    }
  }

  /**
   * Reads a stream of {@code size} bytes.
   *
   * @param where the file's name, for messages
   */
  static Content read(InputStream in, long size, String where) throws IOException {
    byte[] header = readHeader(in, size, where);
    long data = size - Long.BYTES - header.length;
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<?, ?> field : parse(header, where).entrySet()) {
      String name = String.valueOf(field.getKey());
      if (name.equals(METADATA)) {
        object(field.getValue(), where, name)
            .forEach((key, value) -> metadata.put(String.valueOf(key), String.valueOf(value)));
      } else {
        entries.add(entry(name, object(field.getValue(), where, name), data, where));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkCover(entries, data, where);
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    byte[] chunk = new byte[CHUNK];
    for (Entry entry : entries) {
      tensors.put(entry.name(), readTensor(in, entry, chunk, where));
    }
    return new Content(tensors, metadata);
  }

  private static byte[] readHeader(InputStream in, long size, String where) throws IOException {
    byte[] prefix = in.readNBytes(Long.BYTES);
    if (prefix.length < Long.BYTES) {
      throw fault(where, "byte 0", "the file is cut off: 8 bytes expected, got " + prefix.length);
    }
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > Math.min(size - Long.BYTES, GREATEST_HEADER)) {
      throw fault(
          where,
          "byte 0",
          "states a header of "
              + Long.toUnsignedString(length)
              + " bytes, but the file has "
              + size
              + " bytes");
    }
    byte[] header = in.readNBytes((int) length);
    if (header.length < length) {
      throw fault(where, "header", "the file is cut off after " + header.length + " bytes");
    }
    return header;
  }

  private static Map<?, ?> parse(byte[] header, String where) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
      return object(Json.parse(text, where), where, "header");
    } catch (CharacterCodingException e) {
      throw fault(where, "header", "is no UTF-8 text");
    } catch (GraftException e) {
      throw fault(where, "header", "is no JSON object: " + e.what());
    } catch (StackOverflowError e) {
      throw fault(where, "header", "is nested too deeply");
    }
  }

  private static Map<?, ?> object(@Nullable Object value, String where, String place) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw fault(where, "'" + place + "'", "a JSON object expected, got " + value);
  }

  private static Entry entry(String name, Map<?, ?> info, long data, String where) {
    String place = "tensor '" + name + "'";
    StoredType type = type(info.get("dtype"), where, place);
    long[] shape = numbers(info.get("shape"), where, place + ", shape");
    long[] offsets = numbers(info.get("data_offsets"), where, place + ", data_offsets");
    if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > data) {
      throw fault(
          where,
          place,
          "data_offsets must be two rising numbers up to " + data + ", got " + text(offsets));
    }
    // Sizes of 0 come last: whatever stands beside them must be a size that an array can have.
    long elements = 1;
    for (long size : shape) {
      if (size > 0) {
        elements = elements <= GREATEST_ARRAY / size ? elements * size : Long.MAX_VALUE;
      }
    }
    if (elements > GREATEST_ARRAY) {
      throw fault(where, place, "more elements than an array can hold: " + text(shape));
    }
    boolean empty = Arrays.stream(shape).anyMatch(size -> size == 0);
    if ((empty ? 0 : elements * type.bytes()) != offsets[1] - offsets[0]) {
      throw fault(
          where,
          place,
          type.dtype().text() + text(shape) + " does not take the bytes " + text(offsets));
    }
    int[] sizes = Arrays.stream(shape).mapToInt(size -> (int) size).toArray();
    return new Entry(name, type, sizes, offsets[0], offsets[1]);
  }

  private static StoredType type(@Nullable Object text, String where, String place) {
    StoredType type = StoredType.of(text);
    if (type == null) {
      throw fault(where, place, "dtype " + StoredType.names() + " expected, got " + text);
    }
    return type;
  }

  private static long[] numbers(@Nullable Object value, String where, String place) {
    List<?> list = value instanceof List<?> l ? l : Collections.singletonList(value);
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = list.get(i) instanceof Long number ? number : -1;
      if (numbers[i] < 0) {
        throw fault(where, place, "a list of whole numbers expected, got " + value);
      }
    }
    return numbers;
  }

  /** The format allows neither holes nor overlaps: no byte that is not a tensor's. */
  private static void checkCover(List<Entry> entries, long data, String where) {
    long end = 0;
    for (Entry entry : entries) {
      if (entry.begin() != end) {
        throw fault(
            where,
            "tensor '" + entry.name() + "'",
            "begins at byte " + entry.begin() + " of the data, expected " + end);
      }
      end = entry.end();
    }
    if (end != data) {
      throw fault(where, "byte " + end + " of the data", data - end + " bytes belong to no tensor");
    }
  }

  private static NdArray readTensor(InputStream in, Entry entry, byte[] chunk, String where)
      throws IOException {
    NdArray tensor = NdArray.zeros(entry.type().dtype(), entry.shape());
    int width = entry.type().bytes();
    int step = chunk.length / width;
    for (int i = 0; i < tensor.size(); i += step) {
      int count = Math.min(step, tensor.size() - i);
      if (in.readNBytes(chunk, 0, count * width) < count * width) {
        throw fault(where, "tensor '" + entry.name() + "'", "the file is cut off");
      }
      entry.type().get(ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN), tensor, i, count);
    }
    return tensor;
  }

  private static void put(ByteBuffer to, NdArray from, int offset, int count) {
    switch (from.dtype()) {
      case F32 -> to.asFloatBuffer().put((float[]) from.array(), offset, count);
      case F64 -> to.asDoubleBuffer().put((double[]) from.array(), offset, count);
      case I32 -> to.asIntBuffer().put((int[]) from.array(), offset, count);
      case I64 -> to.asLongBuffer().put((long[]) from.array(), offset, count);
      case BOOL -> {
        boolean[] array = (boolean[]) from.array();
        for (int i = 0; i < count; i++) {
          to.put(i, (byte) (array[offset + i] ? 1 : 0));
        }
      }
      case STRING -> throw DType.notInTensors();
    }
  }

  private static String text(long[] numbers) {
    return Arrays.toString(numbers);
  }

  private static DataException fault(String where, String place, String what) {
    return new DataException(where + ", " + place, what, "");
  }
}
