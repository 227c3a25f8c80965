package graft.core.registry;

/**
 * A bundle's version, {@code major.minor.micro.qualifier}, in OSGi's order. Our own, since on a
 * plain class path there is no framework; what is no number counts as 0.
 */
record BundleVersion(long major, long minor, long micro, String qualifier)
    implements Comparable<BundleVersion> {

  static BundleVersion of(String text) {
    // Maven's 1.2.3-rc is OSGi's 1.2.3.rc.
    String[] parts = text.trim().split("[.-]", 4);
    return new BundleVersion(
        number(parts, 0), number(parts, 1), number(parts, 2), parts.length > 3 ? parts[3] : "");
  }

  private static long number(String[] parts, int index) {
    return index < parts.length && parts[index].matches("\\d{1,18}")
        ? Long.parseLong(parts[index])
        : 0;
  }

  @Override
  public int compareTo(BundleVersion other) {
    int order = Long.compare(major, other.major);
    order = order != 0 ? order : Long.compare(minor, other.minor);
    order = order != 0 ? order : Long.compare(micro, other.micro);
    return order != 0 ? order : qualifier.compareTo(other.qualifier);
  }
}
