import Hardware

/// The firmware of an ST-Link: the numbers of its parts.
///
/// The layouts are those of the commands F1 and FB: OpenOCD 0.12.0, `src/jtag/drivers/stlink_usb.c`,
/// `stlink_usb_version`.
struct STLinkVersion: Hashable, Sendable {
  /// The generation: 2 or 3.
  let generation: Int
  /// The debug part, called J.
  let debug: Int
  /// The mass storage part, called M; 0 for none.
  let storage: Int
  /// The bridge part, called B; 0 for none.
  let bridge: Int
  /// The SWIM part for STM8, called S; 0 for none.
  let swim: Int

  /// The answer to F1 in bytes: the version, then vendor and product id.
  static let answerBytes = 6
  /// The answer to FB in bytes.
  static let longAnswerBytes = 12

  /// Reads the answer to F1, or gives `nil` when it is too short or states no generation.
  ///
  /// Its first two bytes are one big-endian number: four bits of generation, six of the debug part,
  /// six of the SWIM part, in whose place a V2-1 has its storage part. A V2-1 for STM8 is told by
  /// its numbers alone: it has storage and SWIM and no debug part.
  init?(answer: [UInt8], kind: ProbeKind) {
    guard answer.count >= Self.answerBytes else { return nil }
    let word = Int(answer[0]) << 8 | Int(answer[1])
    generation = word >> 12
    let (first, second) = (word >> 6 & 0x3F, word & 0x3F)
    bridge = 0
    let isForSTM8 =
      (first <= 22 && second == 7) || (first >= 25 && (7...12).contains(second))
    switch kind {
    case .stLinkV21 where isForSTM8: (debug, storage, swim) = (0, first, second)
    case .stLinkV21: (debug, storage, swim) = (first, second, 0)
    default: (debug, storage, swim) = (first, 0, second)
    }
    guard generation > 0 else { return nil }
  }

  /// Reads the answer to FB, a byte a part, or gives `nil` when it is too short.
  init?(longAnswer answer: [UInt8]) {
    guard answer.count >= Self.longAnswerBytes, answer[0] > 0 else { return nil }
    generation = Int(answer[0])
    swim = Int(answer[1])
    debug = Int(answer[2])
    storage = Int(answer[3])
    bridge = Int(answer[4])
  }

  /// Whether F1 left the parts to FB, as the third generation does.
  var asksForLongForm: Bool { generation == 3 && debug == 0 && storage == 0 && swim == 0 }

  /// Whether F7 measures the target's voltage: from V2J13 on.
  var hasTargetVoltage: Bool { generation >= 3 || (generation == 2 && debug >= 13) }

  /// As ST and OpenOCD write it: `V2J37M26`, `V2J37S7`, `V3J8M3B5S1`.
  var text: String {
    var text = "V\(generation)"
    if debug > 0 || storage == 0 { text += "J\(debug)" }
    if storage > 0 { text += "M\(storage)" }
    if bridge > 0 { text += "B\(bridge)" }
    if swim > 0 || storage == 0 { text += "S\(swim)" }
    return text
  }
}

/// The target's supply as an ST-Link measures it.
enum STLinkVoltage {
  /// The answer to F7 in bytes: two readings of the probe's converter, little endian.
  static let answerBytes = 8

  /// Millivolts, or `nil` when the answer is too short or makes no sense.
  ///
  /// The first reading is the 1.2 V reference, the second half the target's supply: OpenOCD 0.12.0,
  /// `stlink_usb_check_voltage`.
  static func millivolts(answer: [UInt8]) -> Int? {
    guard answer.count >= answerBytes else { return nil }
    func word(_ place: Int) -> UInt64 {
      (0..<4).reduce(0) { $0 | UInt64(answer[place + $1]) << (8 * $1) }
    }
    let (reference, half) = (word(0), word(4))
    guard reference > 0 else { return nil }
    let millivolts = (half * 2 * 1200 + reference / 2) / reference
    return millivolts <= highestMillivolts ? Int(millivolts) : nil
  }

  /// Above what any probe can measure: UM1075, ST-LINK/V2, takes 5.5 V.
  private static let highestMillivolts: UInt64 = 20_000
}
