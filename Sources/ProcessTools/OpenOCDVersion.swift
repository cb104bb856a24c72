/// A release of OpenOCD, as its first line of output tells it.
struct OpenOCDVersion: Hashable, Sendable, Comparable {
  /// The first with `adapter usb location`, which tells probes of the same serial apart.
  static let oldest = OpenOCDVersion(major: 0, minor: 11)
  /// The first whose usual driver for ST-Links speaks to ST's server.
  static let oldestForServers = OpenOCDVersion(major: 0, minor: 12)
  /// The first release with SWD multidrop and the RP2040's flash (its NEWS file).
  static let oldestForMultidrop = OpenOCDVersion(major: 0, minor: 12)

  let major: Int
  let minor: Int

  init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads `Open On-Chip Debugger 0.12.0+dev-01234-gabc (2024-01-02)`, also with a vendor's name in
  /// front.
  init?(line: String) {
    let words = line.split(separator: " ").map(String.init)
    let name = ["Open", "On-Chip", "Debugger"]
    guard let start = words.indices.first(where: { words[$0...].starts(with: name) }),
      words.indices.contains(start + name.count)
    else { return nil }
    let numbers = words[start + name.count].drop { $0 == "v" }
      .split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count >= 2, let major = Int(numbers[0]),
      let minor = Int(numbers[1].prefix { $0.isNumber })
    else { return nil }
    self.init(major: major, minor: minor)
  }

  static func < (one: OpenOCDVersion, other: OpenOCDVersion) -> Bool {
    (one.major, one.minor) < (other.major, other.minor)
  }
}
